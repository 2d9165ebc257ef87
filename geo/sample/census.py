"""Where the sample's floating residents come from: real proportions, as plain figures.

Notes
-----
``OUT_MOVERS`` are the column totals of table 7-7 of the 2020 population census (National Bureau of
Statistics, 10 % long form): people who lived in a province five years before and live in another
one now, 5,083,191 in all. They are movers, the nearest published figure to people by 户籍地.

How a province's movers spread over its counties is invented: the census does not say. The county
codes are real (GB/T 2260), so that tools which name or place an origin work on the sample too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

# First two digits of the province's code: movers out of it.
OUT_MOVERS: Final[Mapping[str, int]] = {
    "11": 126_748,  # 北京
    "12": 40_762,  # 天津
    "13": 193_487,  # 河北
    "14": 112_519,  # 山西
    "15": 63_224,  # 内蒙古
    "21": 94_028,  # 辽宁
    "22": 82_816,  # 吉林
    "23": 158_960,  # 黑龙江
    "31": 126_968,  # 上海
    "32": 230_606,  # 江苏
    "33": 211_463,  # 浙江
    "34": 340_874,  # 安徽
    "35": 116_332,  # 福建
    "36": 232_674,  # 江西
    "37": 174_043,  # 山东
    "41": 461_571,  # 河南
    "42": 235_899,  # 湖北
    "43": 295_464,  # 湖南
    "44": 315_294,  # 广东
    "45": 212_397,  # 广西
    "46": 27_115,  # 海南
    "50": 136_652,  # 重庆
    "51": 326_792,  # 四川
    "52": 239_983,  # 贵州
    "53": 164_402,  # 云南
    "54": 10_562,  # 西藏
    "61": 122_380,  # 陕西
    "62": 135_437,  # 甘肃
    "63": 19_517,  # 青海
    "64": 20_028,  # 宁夏
    "65": 54_194,  # 新疆
}

# Codes of counties, county-level cities and districts; the first of a province sends most.
_COUNTIES: Final = """
110105 110108 110106 110112 110113
120104 120110 120112 120114 120119
130423 130426 130525 130728 130821 130921 130208 130637 130123
140121 140221 140404 140521 140621 140721 140821 140921 141021 141121
150121 150221 150421 150521 150621 150821 150921 152221
210123 210281 210321 210421 210521 210624 210921 211021 211221 211321
220122 220221 220322 220421 220521 220621 220721 220821 222401
230123 230221 230321 230421 230521 230621 230722 230822 231086 231183 231221
310115 310112 310114 310120
320321 320322 320324 320722 320826 320921 321322 321323 321324 320623
330327 330328 330329 330122 330421 330522 330624 330723 330822 331022
341221 341222 341225 341226 341322 341323 341321 340421 341522 340123 340822 341621 341622
350121 350322 350421 350521 350623 350721 350821 350921
360121 360222 360321 360404 360521 360704 360821 360921 361021 361104 361128 360730
371721 371722 371723 371725 371726 371321 371322 371428 371521 370829
411221 411525 411524 411526 411422 411423 411425 411621 411622 411623 411624 411625 411721 411722
411723 411724 411727 410225 411322 411325 411481 411328
420222 420322 420525 420624 420822 420921 421088 421121 421122 421126 421127 421221 421321 422822
430121 430223 430321 430424 430522 430523 430524 430621 430721 430821 430922 431021 431181 431221
431321 433122
440232 440523 440823 440982 441224 441322 441422 441521 441622 441721 441821 445122 445222 445321
450123 450206 450321 450421 450521 450621 450721 450821 450921 450922 451022 451121 451221 451322
460105 460205 469021 469022 469023
500101 500102 500229 500230 500231 500233 500154 500235 500236 500237 500240
510322 510521 510522 510722 510822 510921 511024 511123 511321 511322 511402 511504 511623 511722
511723 511921 512021
520204 520322 520323 520402 520502 520521 520523 520524 520525 520526 520621 522302 522622 522723
530112 530322 530323 530325 530326 530521 530621 530622 530627 530628 530721 530821 532503 532601
540121 540221 540321 540421
610122 610222 610305 610422 610503 610621 610703 610722 610881 610922 611021
620121 620321 620421 620422 620522 620523 620621 620722 620821 620921 621021 621121 621221 621222
622921
630121 630123 630222 632221
640121 640221 640324 640422 640423 640522
650121 650421 652323 653121 653221 654021 654221
"""
COUNTIES: Final[tuple[str, ...]] = tuple(_COUNTIES.split())


def origins() -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    """List the county codes of origin and the share of all floating residents from each.

    Returns
    -------
    codes
        Six digits each, as in ``COUNTIES``.
    shares
        Summing to 1; summed over a province they are its share of all movers of the census.

    Examples
    --------
    >>> codes, shares = origins()
    >>> float(shares[[code.startswith("41") for code in codes]].sum().round(4))  # 河南
    0.0908
    """
    codes = np.array(COUNTIES)
    provinces = np.array([code[:2] for code in COUNTIES])
    shares = np.zeros(len(codes))
    movers = sum(OUT_MOVERS.values())
    for province, out in OUT_MOVERS.items():
        of_province = np.flatnonzero(provinces == province)
        falling = 1.0 / np.sqrt(np.arange(1, len(of_province) + 1))
        shares[of_province] = out / movers * falling / falling.sum()
    return codes, shares

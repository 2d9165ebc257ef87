"""The workbook as LibreOffice prints it."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from pypdf import PdfReader

from geo.analyses.staffing.workbook import workbook_bytes

A4_LANDSCAPE = (842, 595)
TITLES = {
    "zh": ("沙洲市流动人口服务人员配备缺口表（2026年10月）", "流动人口", "第 1 页，共"),
    "en": ("Staff shortfall in services for the floating population", "Floating", "Page 1 of"),
}


@pytest.fixture(scope="module")
def printed(long_results, tmp_path_factory):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is missing: CI has to print the workbook")
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("printed")
    for language in TITLES:
        (folder / f"{language}.xlsx").write_bytes(workbook_bytes(long_results, language))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        + [folder / f"{language}.xlsx" for language in TITLES],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return {language: PdfReader(folder / f"{language}.pdf").pages for language in TITLES}


def words(page) -> str:
    return " ".join(page.extract_text().split())


@pytest.mark.long
@pytest.mark.parametrize("language", TITLES)
def test_every_page_is_a4_landscape(printed, language):
    for page in printed[language]:
        size = (float(page.mediabox.width), float(page.mediabox.height))
        assert size == pytest.approx(A4_LANDSCAPE, abs=2)


@pytest.mark.parametrize("language", TITLES)
def test_the_title_is_on_the_first_page_and_the_header_on_each(printed, language):
    heading, header, numbered = TITLES[language]
    pages = printed[language]
    assert heading.replace(" ", "") in words(pages[0]).replace(" ", "")
    assert numbered.replace(" ", "") in words(pages[0]).replace(" ", "")
    assert "990101001001" in words(pages[0])
    assert "990101001001" not in words(pages[1])
    assert header in words(pages[0])
    assert header in words(pages[1])


@pytest.mark.long
@pytest.mark.parametrize("language", TITLES)
def test_every_community_is_printed_and_no_number_is_cut_off(printed, long_results, language):
    told = " ".join(words(page) for page in printed[language])
    assert all(code in told for code in long_results.communities["community_code"])
    assert "###" not in told


@pytest.mark.parametrize("language", TITLES)
def test_it_is_one_page_wide(printed, language):
    # 120 communities, 15 streets and 3 districts, at about 30 lines a page: 6, and with sensitivity
    # 5; flat, at about 50, 3; districts 1, the account 2. One that is two pages wide has twice those.
    assert len(printed[language]) <= 17

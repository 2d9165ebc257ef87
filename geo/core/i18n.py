"""Every word a user sees, in Chinese and in English.

Keys are ``section.name``. Each section has a home: keep its words together, and the sections in the
order of the way the data goes.
"""

from __future__ import annotations

import string
from typing import Final

CHINESE: Final = "zh"
ENGLISH: Final = "en"
LANGUAGES: Final = (CHINESE, ENGLISH)


def say(key: str, language: str, **values: object) -> str:
    """Say something in a language.

    Parameters
    ----------
    key
        Key of :data:`WORDS`.
    language
        ``"zh"`` or ``"en"``.
    values
        What the sentence has in braces. A value that is itself a key (``"rule.positive"``) is said
        in the same language.

    Raises
    ------
    KeyError
        If there is no such key or language: a mistake of ours, not of a user.

    Examples
    --------
    >>> say("status.met", "zh"), say("status.met", "en")
    ('达标', 'met')
    """
    sentence = WORDS[key][LANGUAGES.index(language)]
    said = {
        name: say(value, language) if isinstance(value, str) and value in WORDS else value
        for name, value in values.items()
    }
    return sentence.format(**said)


def blanks(sentence: str) -> set[str]:
    """Name the blanks a sentence has to be filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


WORDS: Final[dict[str, tuple[str, str]]] = {
    # --- the product ---------------------------------------------------------------------------
    "app.name": ("一盘", "Yipan"),
    # --- states and reasons ---------------------------------------------------------------------
    "status.met": ("达标", "met"),
    "status.short": ("不足", "short"),
    "status.unstaffed": ("未配备", "unstaffed"),
    "status.no_demand": ("无需求", "no demand"),
    "status.no_data": ("无数据", "no data"),
    "kind.gated_estate": ("封闭式物业小区", "gated estate"),
    "kind.mixed": ("杂居居民小区", "mixed neighbourhood"),
    "kind.urban_village": ("都市村庄", "urban village"),
    "kind.market": ("商（市）场", "market"),
    "kind.employer": ("经济组织和社会组织", "employer"),
    "kind.home_village": ("流出地村庄", "home village"),
    "outcome.point": ("按坐标定位", "by point"),
    "outcome.code": ("按社区代码定位", "by community code"),
    "outcome.snap": ("坐标在边界外，归入最近社区", "by the nearest boundary"),
    "outcome.duplicate": ("记录编号重复", "record number given twice"),
    "outcome.bad_count": ("人数不是非负整数", "count is not a whole number from 0 up"),
    "outcome.no_place": ("既无坐标也无社区代码", "neither point nor community code"),
    "outcome.unknown_code": (
        "社区代码不存在，且无坐标",
        "community code does not exist, and no point",
    ),
    "outcome.swapped": ("经纬度颠倒", "longitude and latitude swapped"),
    "outcome.outside": ("坐标在全部社区之外", "point outside every community"),
    "note.disagree": (
        "坐标与社区代码不一致（按坐标计）",
        "point and code disagree (counted by point)",
    ),
    "note.code_unknown": ("社区代码不存在（按坐标计）", "code does not exist (counted by point)"),
    "note.code_moved": (
        "旧社区代码（按新旧代码对照表计）",
        "old community code (counted by the crosswalk)",
    ),
    "note.no_origin": ("无户籍地", "no origin given"),
    "note.point_swapped": (
        "经纬度颠倒（按社区代码计）",
        "longitude and latitude swapped (counted by code)",
    ),
    "note.point_outside": (
        "坐标在全部社区之外（按社区代码或最近社区计）",
        "point outside every community (counted by code or nearest boundary)",
    ),
    "note.alike": ("与前面某行完全相同（仍计入）", "same as an earlier row (still counted)"),
    "note.alike_some": (
        "与前面某行完全相同（仍计入；行数太多，只抽取部分行比对）",
        "same as an earlier row (still counted; there are too many rows, so only some were compared)",
    ),
    "note.origin_ambiguous": (
        "户籍地不能确定到今天的一个地市",
        "origin that may be more than one prefecture of today",
    ),
    "note.origin_unknown": ("户籍地代码或名称不存在", "origin that is no code or name of a place"),
    "note.elsewhere": (
        "与先计的记录是同一人，所在社区不同（按先计的记录计）",
        "same person as in another record that names another community (the one believed first counts)",
    ),
    "note.id_shared": (
        "同一部门同月超过5条记录证件号相同（不作比对，逐条计入）",
        "number shared by more than five records of a source (not matched, all counted)",
    ),
    "outcome.counted_once": (
        "同一人已在另一条记录中计入",
        "same person as in another record, counted once",
    ),
    "outcome.kept": ("读入", "read"),
    "account.read": ("读取", "read"),
    "account.locate": ("定位", "locate"),
    # --- norms and where they come from ---------------------------------------------------------
    "source.zhengzhou_2010_43_3_2": (
        "郑政办〔2010〕43号 三（二）",
        "Zhengzhou notice 2010 No. 43, III(2)",
    ),
    "source.tianjin_2009_3_1": ("天津市2009年通知 三（一）", "Tianjin notice 2009, III(1)"),
    "source.hui_2014_2_1": ("徽县2014年实施意见 二（一）", "Hui County opinions 2014, II(1)"),
    "source.zhengzhou_2010_43_2_5": (
        "郑政办〔2010〕43号 二（五）",
        "Zhengzhou notice 2010 No. 43, II(5)",
    ),
    "source.setting": ("本系统设置", "a setting of this program"),
    "rule.positive": ("须为不小于1的整数", "must be a whole number of at least 1"),
    "rule.share": ("须大于0且不大于1", "must be more than 0 and at most 1"),
    "rule.percent": ("须为0至99的整数", "must be a whole number from 0 to 99"),
    "rule.leg_m": ("须为 0 到 2000 之间的数（米）", "must be a number from 0 to 2000 (metres)"),
    "rule.snap_m": ("须为0至5000米", "must be from 0 to 5000 metres"),
    # --- norms of reach -------------------------------------------------------------------------
    "source.life_circle": (
        "TD/T 1062-2021《社区生活圈规划技术指南》、GB 50180-2018《城市居住区规划设计标准》",
        "TD/T 1062-2021 (community life circles), GB 50180-2018 (residential areas)",
    ),
    "source.luo_qi_2009": ("Luo 和 Qi，2009年（增强两步移动搜索法）", "Luo and Qi 2009 (E2SFCA)"),
    "rule.minutes": ("须为1至240的整数", "must be a whole number from 1 to 240"),
    "rule.mode": ("须为 walk、ebike 或 drive", "must be walk, ebike or drive"),
    "rule.kph": ("须为0.1至200公里/小时", "must be from 0.1 to 200 km/h"),
    "rule.percent_100": ("须为1至100的整数", "must be a whole number from 1 to 100"),
    "rule.supply": ("须为 staff 或 capacity", "must be staff or capacity"),
    "rule.zones": (
        "须为“分钟:权重”，用空格分开，分钟递增、不超过240，权重递减、大于0，如 10:1 20:0.68 30:0.22",
        "must be minutes:weight separated by spaces, minutes rising to 240 at most and weights falling but over 0, such as 10:1 20:0.68 30:0.22",
    ),
    "rule.p": ("须为0.0001至0.5", "must be from 0.0001 to 0.5"),
    "fault.travel_time_ends": (
        "缺少社区代码或站点名称，未采用。请补上。",
        "lacks a community code or a site name and was not used. Add it.",
    ),
    "fault.travel_time_unknown": (
        "{column}“{value}”不在城市数据中，该行未采用。请与社区代码、站点名称核对。",
        "{column} {value!r} is not in the city's data, and the row was not used. Compare it with the codes of communities and the names of sites.",
    ),
    "fault.site_off_network": (
        "站点“{value}”{metres}米内没有路，计算时视为无法到达。请核对坐标与坐标系；若路确实远，请在 city.toml 的 [standards] 中调大 site_snap_m。",
        "{metres} m around the site {value!r} there is no street, so nobody is taken to reach it. Check its coordinates and their system; if the street is farther, raise site_snap_m under [standards] in city.toml.",
    ),
    # --- reach ----------------------------------------------------------------------------------
    "reach_state.within": ("可达", "within"),
    "reach_state.beyond": ("超时", "beyond"),
    "reach_state.no_route": ("无路可达", "no route"),
    "reach_state.off_network": ("不在路网上", "off the network"),
    "reach_state.no_people": ("无人口", "no people"),
    "reach_state.no_point": ("位置不明", "place unknown"),
    "mode.walk": ("步行", "on foot"),
    "mode.ebike": ("电动自行车", "by e-bike"),
    "mode.drive": ("驾车", "by car"),
    "way.streets": ("按路网计算", "over the streets"),
    "way.straight_line": ("按直线估算，未用路网", "in a straight line, not over streets"),
    "way.table": ("按所给出行时间表", "by the table of travel times given"),
    "underserved.served": ("达标且可及", "staffed and in reach"),
    "underserved.short_of_staff": ("缺人", "short of staff"),
    "underserved.far": ("不可及", "out of reach"),
    "underserved.both": ("既缺人又不可及", "short of staff and out of reach"),
    "underserved.no_people": ("无人口", "no people"),
    "underserved.unknown": ("不明", "unknown"),
    # --- several sources ------------------------------------------------------------------------
    "estimate.estimated": (
        "按两份名单互相独立估计，不计入人数",
        "estimated as if the two lists were independent; never added to counts",
    ),
    "estimate.overlap_small": (
        "两份名单重合不足7人，不作估计",
        "fewer than seven people are in both lists, so nothing is estimated",
    ),
    "estimate.unmatched": (
        "一份名单中超过5%的人没有可比对的证件号，或记为多人合计行，不作估计",
        "more than 5 % of the people of a list have no number to match or stand in grouped rows, so nothing is estimated",
    ),
    # --- faults of inputs: what is wrong, and what to do ----------------------------------------
    "fault.row": ("第{row}行", "row {row}"),
    "fault.rows": ("同类共{rows}行", "{rows} rows alike"),
    "fault.place": ("{place}：", "{place}: "),
    "fault.place_separator": ("，", ", "),
    "fault.standard": (
        "标准 {column} 的值是 {value}，{rule}。请修改 city.toml 的 [standards]。",
        "{column} is {value}, but {rule}. Mend it under [standards] in city.toml.",
    ),
    "fault.staff_unknown": (
        "名册中有{posts}名工作人员所在的社区代码不存在（如“{value}”），未计入。请核对代码。",
        "{posts} posts are listed under community codes that do not exist (such as “{value}”) and are not counted. Check the codes.",
    ),
    "fault.street_unknown": (
        "名册中有{posts}名街道级工作人员所在的街道代码不存在（如“{value}”），未计入。请核对代码。",
        "{posts} street-level posts are listed under street codes that do not exist (such as “{value}”) and are not counted. Check the codes.",
    ),
    "fault.period_unknown": (
        "city.toml 要求统计 {value}，但记录中只有：{periods}。请修改 [records] 的 period。",
        "city.toml asks for period {value}, but the records have: {periods}. Mend period under [records].",
    ),
    "fault.city_missing": (
        "文件夹 {value} 中没有 city.toml。可用 yipan new 新建一个城市文件夹。",
        "there is no city.toml in {value}. Make a city folder with yipan new.",
    ),
    "fault.city_encoding": (
        "文件不是 UTF-8 编码。请用编辑器另存为 UTF-8。",
        "the file is not UTF-8. Save it as UTF-8 in your editor.",
    ),
    "fault.city_syntax": (
        "不符合 TOML 写法（{value}）。请检查引号、括号和等号。",
        "this is not valid TOML ({value}). Check quotes, brackets and equals signs.",
    ),
    "fault.setting_unknown": (
        "没有 {column} 这一项。可用的有：{known}。",
        "there is no setting {column}. There are: {known}.",
    ),
    "fault.setting_meant": (
        "没有 {column} 这一项，是否应为 {meant}？",
        "there is no setting {column}. Is {meant} meant?",
    ),
    "fault.setting_needed": (
        "缺少 {column}。请补上。",
        "{column} is missing. Give it.",
    ),
    "fault.setting_type": (
        "{column} 的值是 {value}，应为{wanted}。",
        "{column} is {value}, but must be {wanted}.",
    ),
    "fault.setting_choice": (
        "{column} 的值是 {value}，只能是：{choices}。",
        "{column} is {value}, but must be one of: {choices}.",
    ),
    "fault.setting_month": (
        "{column} 的值是 {value}，应为年月，如 2026-10。",
        "{column} is {value}, but must be a month such as 2026-10.",
    ),
    "fault.setting_year": (
        "{column} 的值是 {value}，应为{first}年以来的年份，如 2010。",
        "{column} is {value}, but must be a year from {first} on, such as 2010.",
    ),
    "fault.setting_area": (
        "{column} 的值是 {value}，应为不小于0的公顷数，如 10。",
        "{column} is {value}, but must be a number of hectares from 0 up, such as 10.",
    ),
    "fault.setting_url": (
        "{column} 的值是 {value}，应以 http:// 或 https:// 开头。",
        "{column} is {value}, but must begin with http:// or https://.",
    ),
    "fault.file_outside": (
        "{column} 指向的 {value} 不在城市文件夹内。请把文件放进文件夹，写相对路径。",
        "{column} names {value}, which is not in the city folder. Put the file into the folder and name it from there.",
    ),
    "fault.file_missing": (
        "{column} 指向的 {value} 不存在。请核对文件名。",
        "{column} names {value}, which is not there. Check the name.",
    ),
    "type.text": ("带引号的文字", "text in quotes"),
    "type.whole": ("不带引号的整数", "a whole number without quotes"),
    "type.yes_no": ("true 或 false", "true or false"),
    "type.list": ("方括号括起的列表", "a list in square brackets"),
    "type.table": ("花括号括起的对照表", "a table in braces"),
    "type.section": ("以 [方括号] 开头的一节", "a section with its head in [brackets]"),
    "fault.column_needed": (
        '缺少“{column}”一列。文件的表头是：{heads}。请改表头，或在 city.toml 的 columns 中写 {here} = "表头"。',
        'the column “{column}” is missing. The heads of the file are: {heads}. Change the head, or write {here} = "its head" in columns of city.toml.',
    ),
    "fault.column_chosen": (
        "city.toml 指定的列“{column}”不在文件中。文件的表头是：{heads}。",
        "city.toml names the column “{column}”, which the file has not. The heads of the file are: {heads}.",
    ),
    "fault.column_twice": (
        '有不止一列可作“{column}”：{heads}。请在 city.toml 的 columns 中写 {here} = "表头"，或改去重复的表头。',
        'more than one column can be “{column}”: {heads}. Write {here} = "its head" in columns of city.toml, or change a repeated head.',
    ),
    "fault.table_kind": (
        "不能读取“{value}”类文件。可用的有 .csv、.txt、.tsv、.xlsx、.xls、.parquet、.feather，以及点图层 .gpkg、.geojson、.fgb、.shp、.zip、.kml、.geoparquet。",
        "a “{value}” file cannot be read as a table. Use .csv, .txt, .tsv, .xlsx, .xls, .parquet or .feather, or points as .gpkg, .geojson, .fgb, .shp, .zip, .kml or .geoparquet.",
    ),
    "fault.layer_kind": (
        "不能读取“{value}”类文件作为边界。可用的有 .gpkg、.geojson、.shp、内含 Shapefile 的 .zip、.fgb、.kml、GeoParquet、GeoArrow（.feather）。",
        "a “{value}” file cannot be read as boundaries. Use .gpkg, .geojson, .shp, a .zip with a Shapefile, .fgb, .kml, GeoParquet or GeoArrow (.feather).",
    ),
    "fault.not_as_named": (
        "文件名说是 {value}，内容却是{found}。请用原软件重新导出。",
        "the name says {value}, but the content is {found}. Export the file anew.",
    ),
    "kind_of.csv": ("文本", "text"),
    "kind_of.excel": ("Excel 工作簿", "an Excel workbook"),
    "kind_of.parquet": ("Parquet 文件", "a Parquet file"),
    "kind_of.arrow": ("Arrow 文件", "an Arrow file"),
    "kind_of.points": ("地理图层", "a layer of a GIS"),
    "kind_of.xml": ("XML 或网页", "XML or a web page"),
    "kind_of.unknown": ("别的东西", "something else"),
    "fault.empty": (
        "文件是空的，或没有表头。请检查导出是否完整。",
        "the file is empty or has no heads. Check whether it was exported whole.",
    ),
    "fault.no_rows": (
        "只有表头，没有数据。",
        "there are heads but no rows.",
    ),
    "fault.too_large": (
        "文件（或解压后）过大，为安全起见未读取。请拆分后再试。",
        "the file, or what it unpacks to, is too large and was not read. Split it.",
    ),
    "fault.encoding": (
        "认不出文字编码。请另存为 UTF-8 编码的 CSV。",
        "the encoding of the text is not known. Save the file as CSV in UTF-8.",
    ),
    "fault.csv_broken": (
        "CSV 不完整或已损坏（{value}）。请用原软件重新导出。",
        "the CSV is cut off or broken ({value}). Export it anew.",
    ),
    "fault.csv_quote": (
        "双引号不成对，会把后面的行并成一格。请找到单独的双引号，去掉或补全。",
        "a double quote has no partner and would join the rows that follow into one cell. Find it; take it away or close it.",
    ),
    "fault.uneven": (
        "这一行有{cells}格，表头只有{heads}格，分不清各格属于哪一列。请检查该行的逗号和引号。",
        "the row has {cells} cells, the head {heads}: nobody can tell which cell is which. Check its commas and quotes.",
    ),
    "fault.password": (
        "工作簿有密码。请去掉密码后另存。",
        "the workbook has a password. Save it without one.",
    ),
    "fault.excel_broken": (
        "工作簿无法打开（{value}）。请用 Excel 或 WPS 打开后另存。",
        "the workbook cannot be opened ({value}). Open it in Excel or WPS and save it anew.",
    ),
    "fault.sheet": (
        '工作簿中要用哪张表？现指定的是“{value}”，有内容的只能是一张。工作簿的表：{sheets}。请在 city.toml 中写 sheet = "…"。',
        'which sheet of the workbook? Given is “{value}”; the sheets are: {sheets}. Write sheet = "…" in city.toml.',
    ),
    "fault.arrow_broken": (
        "Arrow（Feather）文件不完整或已损坏（{value}）。请重新导出。",
        "the Arrow (Feather) file is cut off or broken ({value}). Export it anew.",
    ),
    "fault.kml_broken": (
        "KML 文件无法读取（{value}）。请用原软件重新导出。",
        "the KML cannot be read ({value}). Export it anew.",
    ),
    "fault.xml_include": (
        "XML 中用 XInclude 引入了其他文件，为安全起见不予读取。请用原软件重新导出，不要带引入。",
        "the XML includes another file by XInclude, and was not read. Export it anew without includes.",
    ),
    "fault.kml_links": (
        "KML 中有链接到其他文件或网址的内容（{value}），已忽略，没有读取。如需其中的边界，请在原软件中合并到一个 KML 再导出。",
        "the KML links to other files or addresses ({value}); these were left out and not asked. If boundaries are in them, merge them into one KML and export that.",
    ),
    "fault.xml_entities": (
        "文件里有 DTD 或实体声明，可能引向别的文件或无限膨胀，为安全起见未读取。请用原软件重新导出。",
        "the file declares a document type or entities, which can reach other files or swell without end, and was not read. Export it anew.",
    ),
    "fault.xml_deep": (
        "XML 嵌套过深，为安全起见未读取。请用原软件重新导出。",
        "the XML is nested too deep and was not read. Export it anew.",
    ),
    "fault.zip_members": (
        "压缩包里有{value}个文件，超过{most}个，为安全起见未读取。",
        "the zip has {value} members, more than {most}, and was not read.",
    ),
    "fault.zip_ratio": (
        "压缩包解开后会膨胀到{most}倍以上，为安全起见未读取。请用原软件重新导出。",
        "the zip would swell to more than {most} times its size and was not read. Export it anew.",
    ),
    "fault.workbook_swells": (
        "工作簿的单元格铺得过开或文字过长，打开会占满内存，未读取。请删去数据区以外的行、列和文字，或另存为 CSV。",
        "the cells of the workbook lie too far apart or hold too much text: opening it would fill the memory. Delete what lies outside the data, or save it as CSV.",
    ),
    "fault.cell_too_long": (
        "有单元格超过{most}个字，为安全起见未读取。请检查导出是否正确。",
        "a cell has more than {most} characters; the file was not read. Check whether it was exported right.",
    ),
    "fault.too_many_columns": (
        "文件有{value}列，超过{most}列，未读取。请只导出需要的列。",
        "the file has {value} columns, more than {most}, and was not read. Export only those needed.",
    ),
    "fault.too_many_rows": (
        "文件超过{value}行，未读完。请拆分后再试。",
        "the file has more than {value} rows and was not read to its end. Split it.",
    ),
    "fault.personal": (
        "“{column}”一列里是{kind}。本系统不接收个人信息：请删去这一列，或换成不含个人信息的编号。",
        "“{column}” holds {kind}. Personal data is not taken in: delete the column, or put numbers there that name nobody.",
    ),
    "fault.deadly": (
        "文件已损坏或经过篡改，读取时程序会中止，因此未接收。请从原系统重新导出，或改用 CSV。",
        "the file is broken or tampered with: reading it ends the program, so it was not taken in. Export it anew from where it comes from, or as CSV.",
    ),
    "fault.personal_head": (
        "“{column}”一列按表头是个人信息，不能当作“{name}”读入。请另选一列，或把该列换成不含个人信息的内容并改表头。",
        "“{column}” is by its head about persons and cannot be read as “{name}”. Choose another column, or put there what is about nobody and change the head.",
    ),
    "personal.id_number": ("身份证号", "identity numbers"),
    "personal.phone": ("手机号码", "mobile phone numbers"),
    "personal.email": ("电子邮箱", "e-mail addresses"),
    "personal.name": ("姓名", "names of people"),
    "personal.text": ("自由填写的文字", "free text"),
    "fault.parquet_broken": (
        "Parquet 文件不完整或已损坏（{value}）。请重新导出。",
        "the Parquet file is cut off or broken ({value}). Export it anew.",
    ),
    "fault.code_mangled": (
        "“{column}”一列的代码 {value} 被表格软件当成了数字，已不可靠。请把该列设为文本，重新填入代码。",
        "the code {value} in “{column}” was turned into a number by a spreadsheet and cannot be trusted. Make the column text and fill in the codes again.",
    ),
    "fault.record_code_mangled": (
        "“{column}”一列的代码 {value} 被表格软件当成了数字，已按无代码处理。请把该列设为文本后重新导出。",
        "the code {value} in “{column}” was turned into a number by a spreadsheet and is taken for missing. Make the column text and export the file anew.",
    ),
    "fault.code_missing": (
        "没有社区代码。请补上。",
        "there is no community code. Fill it in.",
    ),
    "fault.code_twice": (
        "社区代码 {value} 不止一次出现。一个社区应是一行；分成几块的请合并。",
        "the community code {value} is given more than once. A community is one row; join its parts.",
    ),
    "fault.name_missing": (
        "社区 {value} 没有名称，暂以代码代替。",
        "community {value} has no name; its code is shown instead.",
    ),
    "fault.kind_unknown": (
        "社区类型“{value}”不在六类之中，按未填处理。六类：封闭式物业小区、杂居居民小区、都市村庄、商（市）场、经济组织和社会组织、流出地。",
        "the kind “{value}” is none of the six (gated estate, mixed neighbourhood, urban village, market, employer, home village) and is taken for missing.",
    ),
    "fault.registered_unread": (
        "户籍人口“{value}”不是非负整数，按未填处理。",
        "registered residents are “{value}”, which is no whole number from 0 up, and are taken for missing.",
    ),
    "fault.no_boundary": (
        "没有边界的社区（如 {value}），其人口只能按社区代码计入。",
        "a community without a boundary (such as {value}): its people are counted by community code only.",
    ),
    "fault.no_geometry": (
        "文件里没有带图形的图层。没有边界的单位请写入表格，用 [boundaries] 的 extra 指明。",
        "the file has no layer with geometry. Put units without a boundary into a table and name it as extra under [boundaries].",
    ),
    "fault.not_polygon": (
        "图形是 {value}，应为面。请检查图层。",
        "the geometry is a {value}, but must be a polygon. Check the layer.",
    ),
    "fault.mended": (
        "社区 {value} 的边界无效（{reason}），已修复，面积改变{percent}%。",
        "the boundary of community {value} is not valid ({reason}); it was mended, which changes its area by {percent} %.",
    ),
    "fault.not_mended": (
        "社区 {value} 的边界无效（{reason}），修复会使面积改变{percent}%，超过{most}%。请在 GIS 软件中改正。",
        "the boundary of community {value} is not valid ({reason}); mending it would change its area by {percent} %, more than {most} %. Correct it in a GIS.",
    ),
    "fault.crs_missing": (
        '图层没有写明坐标参考系。从数值看，像是：{fits}。请在 city.toml 的 [{section}] 中写 crs = "EPSG:…"。',
        'the layer does not say its coordinate reference system. Its numbers look like: {fits}. Write crs = "EPSG:…" under [{section}] in city.toml.',
    ),
    "fault.crs_refers": (
        "坐标参考系的说明（“{value}”）引用了其他文件、网址或格网，或含有不认识的内容，为安全起见不予采用。请写成 EPSG:4490 这样的代码，或用 GIS 软件重新导出。",
        "what is stated as coordinate reference system (“{value}”) refers to another file, an address or a grid, or holds words that are not known; it was not followed. State a code like EPSG:4490, or export the layer anew with a GIS.",
    ),
    "fault.crs_unknown": (
        "坐标参考系“{value}”无法识别。请写成 EPSG:4490 这样的形式。",
        "the coordinate reference system “{value}” is not known. Write it like EPSG:4490.",
    ),
    "fault.not_degrees": (
        "坐标换算后不是有效的经纬度，图层的坐标参考系可能有误。从数值看，像是：{fits}。请用 [{section}] 的 crs 写明。",
        "the coordinates are no longitudes and latitudes: the layer is not in the system it says. Its numbers look like: {fits}. Name the right one with crs under [{section}].",
    ),
    "fault.layer": (
        '要用哪个图层？现指定的是“{value}”，文件中有：{layers}。请在 [boundaries] 中写 layer = "…"。',
        'which layer? Given is “{value}”; the file has: {layers}. Write layer = "…" under [boundaries].',
    ),
    "fault.geopackage_holds": (
        "GeoPackage 中有{kind}“{value}”。这类内容可能读取其他文件，为安全起见整个文件不予打开。请用 QGIS 等软件把图层重新导出为普通的 GeoPackage。",
        "the GeoPackage holds {kind}, “{value}”. Such a thing may read other files, so nothing of it was opened. Export the layer anew as a plain GeoPackage, with QGIS say.",
    ),
    "fault.geopackage_pages": (
        "GeoPackage 自称的大小（{value}）与实际不符，文件不完整或被改动过。请重新复制，或重新导出为普通的 GeoPackage。",
        "the GeoPackage is not as large as it says ({value}): it is cut off or was changed. Copy it again, or export it anew as a plain GeoPackage.",
    ),
    "fault.geopackage_open": (
        "GeoPackage 旁边有未写完的日志，它可能正被别的软件打开，或写入时中断了。请在 QGIS 等软件中打开并正常关闭它，然后再试。",
        "a journal of unfinished writing stands beside the GeoPackage: another program has it open, or broke off while writing. Open and close it in QGIS, say, and try again.",
    ),
    "sqlite.view": ("视图", "a view"),
    "sqlite.virtual": ("虚拟表", "a virtual table"),
    "sqlite.index": ("带表达式的索引", "an index with an expression"),
    "sqlite.made": ("由表达式算出的列", "a column made by an expression"),
    "sqlite.without_rowid": ("没有行号的表", "a table without row numbers"),
    "sqlite.name": (
        "含有 SQL 符号或与定义不符的名称",
        "a name that is not its own or has signs of SQL in it",
    ),
    "fault.layer_broken": (
        "图层无法读取（{value}）。请重新导出。",
        "the layer cannot be read ({value}). Export it anew.",
    ),
    "fault.layer_warned": (
        "读取图层时的提示：{value}",
        "a remark while reading the layer: {value}",
    ),
    "fault.shape_unread": (
        "有图形无法读取（如环未闭合、点数不足）。请在 GIS 软件中修复几何后重新导出。",
        "a shape cannot be read (a ring that is not closed, or has too few points). Repair the geometry in a GIS and export it anew.",
    ),
    "fault.shapefile_parts": (
        "Shapefile 缺少 {missing}。.shp、.shx、.dbf 要放在一起（或同在一个 zip 里）。",
        "the Shapefile lacks {missing}. Keep .shp, .shx and .dbf together, or in one zip.",
    ),
    "fault.shapefile_many": (
        "zip 里有不止一个图层：{layers}。请只留一个。",
        "the zip has more than one layer: {layers}. Leave one.",
    ),
    "fault.zip_broken": (
        "zip 无法解开（{value}）。请重新压缩，不要加密码。",
        "the zip cannot be opened ({value}). Pack it anew, without a password.",
    ),
    "fault.drivers": (
        "为安全起见停止读图：GDAL 还装有别的驱动（{value}）。请在导入 geopandas 读文件之前先导入 geo。",
        "stopped for safety: GDAL has other drivers loaded ({value}). Import geo before anything that imports pyogrio.",
    ),
    "fault.coordinates_asked": (
        "没有写明经纬度的坐标系。请在 city.toml 的 [{value}] 中写 coordinates，可用 wgs84、cgcs2000、gcj02、bd09；写错会偏移约500米。",
        "the coordinate system is not given. Write coordinates under [{value}] in city.toml: wgs84, cgcs2000, gcj02 or bd09. The wrong one shifts points by 500 m.",
    ),
    "fault.records_place": (
        "没有位置：需要经度和纬度，或社区代码。文件的表头是：{heads}。请在 [records] 中用 columns 指明。",
        "there is no place: longitude and latitude, or a community code, are needed. The heads of the file are: {heads}. Name them with columns under [records].",
    ),
    "fault.match_missing": (
        "没有用于比对的列“{column}”，本文件的记录不参加跨部门比对，逐条计入。请核对 [records] 的 match。",
        "the column {column} for matching is missing: the records of this file are not matched with other sources and count each. Check match under [records].",
    ),
    "fault.number_unread": (
        "“{column}”一列的“{value}”不是数字，按未填处理。请改成普通数字，如 12 或 113.665。",
        "“{value}” in “{column}” is no number and is taken for missing. Write it as a plain number such as 12 or 113.665.",
    ),
    "fault.date_unread": (
        "“{column}”一列的“{value}”不是日期，按未填处理。请写成 2026-10-31 的形式。",
        "“{value}” in “{column}” is no date and is taken for missing. Write it like 2026-10-31.",
    ),
    "fault.period_unread": (
        "统计月份“{value}”无法识别，按无月份处理。请写成 2026-10 的形式。",
        "the period “{value}” is not known and is taken for missing. Write it like 2026-10.",
    ),
    "fault.period_from_name": (
        "没有统计月份一列，按文件名取 {value}。",
        "there is no period column; {value} is taken from the name of the file.",
    ),
    "fault.period_from_settings": (
        "没有统计月份一列，按 city.toml 取 {value}。",
        "there is no period column; {value} is taken from city.toml.",
    ),
    "fault.site_name": (
        "站点没有名称，未采用。请补上。",
        "the site has no name and is left out. Fill it in.",
    ),
    "fault.site_place": (
        "站点“{value}”没有有效的经纬度，未采用。请补上。",
        "the site “{value}” has no valid longitude and latitude and is left out. Fill them in.",
    ),
    "fault.staff_place": (
        "名册既没有社区代码也没有街道代码一列。请补上，或在 [staff] 中用 columns 指明。",
        "the roster has neither a community code nor a street code. Add a column, or name it with columns under [staff].",
    ),
    "fault.staff_homeless": (
        "这一行既没有社区代码也没有街道代码，未计入。请补上。",
        "the line has neither community nor street code and is not counted. Fill one in.",
    ),
    "fault.total_line": (
        "这一行是合计（小计），没有可核对的数，已略去，未计入。",
        "this is a line of totals without a number to check; it is left out and not counted.",
    ),
    "fault.total_right": (
        "这一行是合计（小计），“{column}”所列 {value} 与各行之和一致，已略去，以免重复计数。",
        "this is a line of totals; its “{column}”, {value}, is the sum of its rows. It is left out, so that nothing counts twice.",
    ),
    "fault.total_wrong": (
        "这一行是合计（小计），“{column}”所列为 {value}，各行之和却是 {summed}。该行已略去，按各行计数；请核对是否缺行或改过数。",
        "this is a line of totals; its “{column}” is {value}, but its rows sum to {summed}. The line is left out and the rows are counted; check whether rows are missing or were changed.",
    ),
    "fault.note_line": (
        "这一行是表下的说明或落款，不是数据，已略去。",
        "this line is a note or signature, not a record; it is left out.",
    ),
    "fault.posts_unread": (
        "岗位数“{value}”不是非负数，该行未计入。请改正。",
        "the number of posts is “{value}”, which is no number from 0 up; the line is not counted. Correct it.",
    ),
    "fault.flag_unread": (
        "“{column}”一列的“{value}”无法识别，按“否”处理。请填是或否。",
        "“{value}” in “{column}” is neither yes nor no and is taken for no.",
    ),
    "fault.level_unknown": (
        "级别“{value}”无法识别，按有无社区代码判断。请填社区或街道。",
        "the level “{value}” is not known; whether there is a community code decides. Write community or street.",
    ),
    "fault.agreement_cell": (
        "“{column}”未填，该协议未采用。请补上。",
        "“{column}” is empty; the agreement is left out. Fill it in.",
    ),
    "fault.notices": (
        "“{column}”的 {value} 多于它所属的总数，按未填处理。请核对。",
        "“{column}” is {value}, more than the number it is a part of, and is taken for missing. Check it.",
    ),
    # Streets
    "fault.streets_kind": (
        "不是可读取的路网文件。可用 OSMnx 保存的 GraphML、GeoPackage，或 OpenStreetMap 的 .osm、.osm.bz2、.osm.pbf。",
        "this is no street network that can be read. Give GraphML or a GeoPackage as OSMnx saves them, or .osm, .osm.bz2 or .osm.pbf of OpenStreetMap.",
    ),
    "fault.streets_broken": (
        "路网文件无法读取（{value}）。请重新保存或下载。",
        "the street network cannot be read ({value}). Save or download it anew.",
    ),
    "fault.streets_column": (
        "路网中没有 {value}。请用 OSMnx 的 save_graph_geopackage 保存。",
        "the street network has no {value}. Save it with save_graph_geopackage of OSMnx.",
    ),
    "fault.streets_package": (
        '读取这种路网需要 {value}，本机未安装。请运行 pip install "yipan[streets]"，或改用 GraphML、.osm。',
        'this kind of street network is read with {value}, which is not installed. Run pip install "yipan[streets]", or give GraphML or .osm.',
    ),
    "fault.streets_many": (
        "路网有 {value} 个节点，超过 {most} 个。请截取到本市范围。",
        "the street network has {value} nodes, more than {most}. Cut it to the city.",
    ),
    "fault.streets_empty": (
        "路网中没有可通行的道路。请检查文件是否完整。",
        "there is no street in it that anybody may go along. Check that the file is whole.",
    ),
    "fault.streets_coordinates": (
        "路网节点的坐标 {value} 不是经纬度。请重新保存路网。",
        "a node lies at {value}, which are no degrees. Save the street network anew.",
    ),
    "fault.streets_length": (
        "路段长度“{value}”不是不小于0的米数。请重新保存路网。",
        "an edge has the length “{value}”, which is no number of metres from 0 up. Save the street network anew.",
    ),
    "fault.streets_crs": (
        "不认识路网的坐标系“{value}”。请用经纬度（EPSG:4326）保存。",
        "the coordinate system of the streets, “{value}”, is not known. Save them in degrees (EPSG:4326).",
    ),
    "fault.streets_cut": (
        "有 {refs} 处引用的节点不在文件中（涉及 {ways} 条道路），多因截取范围所致；道路在该处断开，其余照常使用。",
        "{refs} references lead to nodes that are not in the file ({ways} streets), as in an extract; the streets end there, all else is used.",
    ),
    "fault.streets_download": (
        "未能从 {value} 下载路网（{why}）。请检查网络和 [streets] 中的地址，或自备路网文件。",
        "the streets could not be downloaded from {value} ({why}). Check the network and the addresses under [streets], or bring a file.",
    ),
    "fault.streets_outline": (
        "没有可用的社区边界，无法确定下载路网的范围。请先改正边界。",
        "there are no boundaries to download streets for. Correct the boundaries first.",
    ),
    "fault.streets_not_there": (
        "city.toml 的 [streets] 没有指明路网文件。请写明 file，或运行 yipan streets 本文件夹 --fetch 下载。",
        "city.toml names no street network under [streets]. Name its file, or download one with yipan streets DIR --fetch.",
    ),
    "note.streets_drive_only": (
        "路网只有机动车道路：步行按这些道路双向通行计（高速公路除外），步行道、小径未包含在内。",
        "the network has only streets for cars: walkers are taken to use them both ways, but for motorways; footways and paths are not in it.",
    ),
    "fault.setting_speed": (
        "{column} 的值是 {value}，应为 1 到 {most} 的时速（公里/小时），不带引号。",
        "{column} is {value}, but must be a speed from 1 to {most} km/h, without quotes.",
    ),
    # --- flows, outflow and notices ---------------------------------------------------------------
    "fault.total_column": (
        "列“{column}”是合计列，已略去。",
        "column {column} is a total and was left out.",
    ),
    "fault.flow_unread": (
        "“{column}”列的“{value}”不是不小于0的数，合计将对不上。请改正。",
        "“{value}” in column {column} is no number from 0 up, so sums would not add up. Mend it.",
    ),
    "fault.flow_cell": (
        "缺少{column}，该行未计入。请补上地区代码或名称。",
        "{column} is missing, and the row is not counted. Give the code or name of a region.",
    ),
    "fault.flow_rows": (
        "矩阵左上角的“{value}”没有说明各行是户籍地还是现住地。请改为其中之一，或在 [flows] 写明 rows。",
        "“{value}” in the corner of the matrix does not tell whether rows are origins or destinations. Write which, or set rows under [flows].",
    ),
    "fault.flow_elsewhere": (
        "有{rows_elsewhere}行（{people}人）两端都不在本市，未计入。",
        "{rows_elsewhere} rows ({people} people) have neither end in this city and are not counted.",
    ),
    "fault.outflow_count": (
        "“{column}”列的“{value}”不是非负整数，该行未计入。",
        "“{value}” in column {column} is no whole number from 0 up; the row is not counted.",
    ),
    "fault.notice_cell": (
        "缺少{column}，该条通报未计入。",
        "{column} is missing; the notice is not counted.",
    ),
    "fault.notice_date": (
        "“{column}”一列的“{value}”不是日期，该条通报未计入。请写成 2026-10-31 的形式。",
        "“{value}” in column {column} is no day; the notice is not counted. Write days as 2026-10-31.",
    ),
    "fault.notice_order": (
        "反馈日期 {value} 早于发出日期，该条通报未计入。请核对两个日期。",
        "answered on {value}, before it was sent; the notice is not counted. Check both days.",
    ),
    # --- corridors --------------------------------------------------------------------------------
    "corridor_note.no_flows": (
        "没有户籍地数据，也没有流出名单或流动矩阵，无法找出协作走廊。可在记录中补上户籍地列，或在 city.toml 写明 [outflow]、[flows]。",
        "there are no origins, no lists of those who left and no table of flows, so no corridors can be told. Give records a column of origins, or name [outflow] or [flows] in city.toml.",
    ),
    "corridor_note.no_origins": (
        "记录中没有一条写明户籍地（{people}人），无法找出协作走廊。请补上户籍地列，或用 columns 指明。",
        "no record tells an origin ({people} people), so no corridors can be told. Add a column of origins, or name it under columns.",
    ),
    "corridor_note.all_unresolved": (
        "{people}人的户籍地没有一个能确定到{unit}，没有走廊可显示。请核对代码或名称，或选较大的单位。",
        "none of the origins of {people} people can be told at the unit chosen ({unit}), so there is no corridor to show. Check codes and names, or choose a larger unit.",
    ),
    "corridor_note.unresolved": (
        "{all}人中有{people}人的户籍地不能确定到{unit}，单列，不属任何走廊。",
        "of {all} people the origin of {people} cannot be told at the unit chosen ({unit}); they stand in rows of their own and are part of no corridor.",
    ),
    "corridor_note.near_unresolved": (
        "有{people}人只知道户籍地一端，另一端不能确定到{unit}，单列，不属任何走廊。请选较大的单位，或补上代码。",
        "of {people} people one end is known, but not the other at the unit chosen ({unit}); they stand in rows of their own and are part of no corridor. Choose a larger unit, or add codes.",
    ),
    "corridor_note.within": (
        "{people}人户籍就在本市（或两端是同一地区），不是走廊，未计入排序。",
        "{people} people are registered within the city (or have both ends in one region); that is no corridor.",
    ),
    "corridor_note.no_out": (
        "没有流出名单，只知道流入的方向。",
        "there is no list of those who left: only the way in is known.",
    ),
    "corridor_note.no_in": (
        "只有流出名单，没有流入的户籍地：只知道流出的方向。",
        "there are lists of those who left, but no origins of those who came: only the way out is known.",
    ),
    "corridor_note.one_far": (
        "户籍地只有一个，从户籍地一端不能判断显著性，只能看本市一端。",
        "there is one origin only, so nothing can be tested from the near ends; only from the origin.",
    ),
    "corridor_note.one_near": (
        "本市一端只有一个单位，从户籍地一端不能判断显著性，只能看本市一端。",
        "there is one unit only at the near end, so nothing can be tested from the origins; only from the near end.",
    ),
    "corridor_note.one_pair": (
        "只有一条走廊，没有可比的，不能判断显著性（p 记为1）。",
        "there is one corridor only and nothing to hold it against: it cannot be tested (p is 1).",
    ),
    "corridor_note.singly": (
        "有一端只有一个单位，双约束模型只会重复实际人数，期望改为平均分配。",
        "one end is a single unit, where the doubly constrained model would only repeat the data: the expectation is an even share.",
    ),
    "corridor_note.margins": (
        "有一地几乎是全部流动的一端，双约束模型未能完全收敛，期望只是近似。",
        "one place is an end of nearly all flows, so the doubly constrained model has not met both margins exactly: expectations are approximate.",
    ),
    "corridor_note.between": (
        "流动表的两端都不在本市：排序只按人数，不计人员缺口和可及性。",
        "both ends of the table of flows are elsewhere: ranks go by people alone, not by staff or reach.",
    ),
    "corridor_note.no_staff": (
        "没有人员名册，排序不计人员缺口（系数为1）。",
        "there is no staff roster: ranks leave the shortage of staff out (its factor is 1).",
    ),
    "corridor_note.no_reach": (
        "没有可及性结果，排序不计可及性（系数为1）。",
        "reach is not known: ranks leave it out (its factor is 1).",
    ),
    "corridor_note.no_agreements": (
        "没有协议表，全部走廊按未签协议计。可在 city.toml 写明 [agreements]。",
        "there is no table of agreements: all corridors count as without one. Name it under [agreements] in city.toml.",
    ),
    "corridor_note.no_day": (
        "不知道统计月份，无法判断协议是否到期，均按有效计。",
        "no month is known, so whether agreements have lapsed cannot be told: all count as in force.",
    ),
    "corridor_note.latest_day": (
        "记录没有统计月份，协议状态按各表中最晚的日期 {day} 计。",
        "the records have no month: agreements are reckoned by {day}, the latest day of the tables.",
    ),
    "corridor_note.day": (
        "协议状态按{day}计；此后{days}天内到期的为即将到期。",
        "agreements are reckoned by {day}; those that end within {days} days after it are lapsing.",
    ),
    "corridor_note.not_yet": (
        "有{agreements}份协议在{day}之后签订，当时尚未生效，未计入。",
        "{agreements} agreements were signed after {day} and are not counted: they were not in force then.",
    ),
    "corridor_note.unknown_year": (
        "有{notices}件通报所在年份的节假日安排未知，无法算工作日，单列，不计入按时率。",
        "{notices} notices are of years whose public holidays are not known; they stand apart and are part of no share.",
    ),
    "sharing_note.no_staff": (
        "没有人员名册，不知道哪里有富余岗位。",
        "there is no staff roster, so no spare posts are known.",
    ),
    "sharing_note.no_posts": (
        "没有一个社区的富余岗位与缺岗的社区相邻。",
        "no community with spare posts lies beside one that lacks some.",
    ),
    "sharing_note.no_reach": (
        "没有可及性结果，只比较岗位，不比较跨界站点的路程。",
        "reach is not known: only posts are compared, not the ways to sites across a boundary.",
    ),
    "sharing_note.no_sites": (
        "各区县居民用邻区站点都不会更近或更空。",
        "in no district would people be nearer to, or find more room in, a site of a neighbour.",
    ),
    # --- faults that the checks find -------------------------------------------------------------
    "level.district": ("区县代码", "a district's code"),
    "level.street": ("街道代码", "a street's code"),
    "level.community": ("社区代码", "a community's code"),
    "level.none": ("不是区县、街道或社区代码的位数", "of no level of the statistical codes"),
    "fault.code_level": (
        "“{column}”一列的 {value} 有{digits}位（{level}），而多数有{most}位（{most_level}）。请核对这些代码；不同级别的单位不能放在一起统计。",
        "{value} in “{column}” has {digits} digits ({level}), while most have {most} ({most_level}). Check these codes: units of different levels cannot be counted side by side.",
    ),
    "fault.code_parent": (
        "“{column}”一列是 {value}，与代码 {code} 的前几位不符。统计按“{column}”一列归属；请核对两列。",
        "“{column}” is {value}, which is not how the code {code} begins. It is counted where “{column}” says; check both.",
    ),
    "fault.records_level": (
        "“{column}”一列的 {value} 有{digits}位（{level}），边界的代码有{most}位（{most_level}）；没有坐标的{lost}条记录（{persons}人）因此无法定位。请换成同一级别的代码。",
        "{value} in “{column}” has {digits} digits ({level}), the codes of the boundaries {most} ({most_level}): {lost} records ({persons} people) without a point cannot be located. Give codes of the same level.",
    ),
    "fault.records_unknown": (
        "“{column}”一列有边界中没有的代码（如“{value}”）；没有坐标的{lost}条记录（{persons}人）因此未计入。请核对代码；如是别的年份的代码，请给出新旧代码对照表 [crosswalk]。",
        "“{column}” has codes that the boundaries have not (such as “{value}”): {lost} records ({persons} people) without a point are not counted. Check the codes; if they are of another year, give a table of old and new codes under [crosswalk].",
    ),
    "fault.staff_level": (
        "{posts}名工作人员的“社区代码”其实是{level}（如“{value}”），未计入。街道级岗位请写在街道代码一列。",
        "{posts} posts have {level} where a community code belongs (such as “{value}”) and are not counted. Write posts of a street under its street code.",
    ),
    "fault.overlap": (
        "社区 {value} 与 {other} 的边界重叠{area}平方米，有{inside}条记录（{persons}人）在重叠处，都只计入代码较小的 {value}。请在 GIS 软件中改正边界。",
        "the boundaries of communities {value} and {other} overlap by {area} m²; {inside} records ({persons} people) lie there, and count for the lower code, {value}, only. Correct the boundaries in a GIS.",
    ),
    "fault.overlap_more": (
        "还有{more}对社区的边界重叠，共{area}平方米，有{persons}人在重叠处（多处重叠会重复列出）。",
        "{more} more pairs of communities overlap, by {area} m² in all, with {persons} people there (listed again where several overlap).",
    ),
    "fault.gap": (
        "社区 {value} 之间有{area}平方米的空隙，不属于任何社区，有{inside}条记录（{persons}人）在其中：按代码或最近的社区计入，否则列为“坐标在全部社区之外”。如非水面等无人之地，请在 GIS 软件中补上。",
        "between the communities {value} lie {area} m² that belong to none; {inside} records ({persons} people) lie there and count by code or for the nearest community, or else as outside. Unless it is a lake or the like, close it in a GIS.",
    ),
    "fault.gap_more": (
        "还有{more}处空隙，共{area}平方米，有{persons}人在其中。",
        "{more} more gaps of {area} m² in all, with {persons} people in them.",
    ),
    "crs.none": ("看不出是哪一种", "none that is known here"),
    "fault.layer_exchanged": (
        "图层的经度和纬度颠倒了（x 是纬度，y 是经度）。请在 GIS 软件中交换 X 和 Y 后重新导出。",
        "longitude and latitude of the layer are exchanged (x holds latitudes, y longitudes). Swap X and Y in a GIS and export it anew.",
    ),
    "fault.crs_area": (
        "图层写明是 {value}，但换算后不在该坐标参考系的适用范围内。从数值看，像是：{fits}。请核对，必要时用 [{section}] 的 crs 写明。",
        "the layer says it is in {value}, but does not lie where that system is used. Its numbers look like: {fits}. Check it, and name the right one with crs under [{section}].",
    ),
    "fault.crs_abroad": (
        "按图层写明的坐标参考系（{value}）换算，图层不在中国境内。从数值看，像是：{fits}。请核对，必要时用 [{section}] 的 crs 写明。",
        "by the coordinate reference system it says ({value}), the layer is not in China. Its numbers look like: {fits}. Check it, and name the right one with crs under [{section}].",
    ),
    "fault.point_no_degrees": (
        "经纬度超出±180、±90，不是以度为单位的坐标（可能是米，或度分秒）。请以十进制度重新导出。",
        "longitude and latitude are beyond ±180 and ±90, so no degrees (metres perhaps, or degrees and minutes). Export them as decimal degrees.",
    ),
    "fault.point_zero": (
        "经纬度都是0，多半是没有填。没有坐标的请留空。",
        "longitude and latitude are both 0, most likely because nobody knew them. Leave them empty.",
    ),
    "fault.point_abroad": (
        "坐标不在中国境内，只能按社区代码计入。请核对经纬度。",
        "the point is not in China; the record can be counted by its code only. Check longitude and latitude.",
    ),
    "fault.records_exchanged": (
        '{rows_swapped}条记录的经度和纬度颠倒，占有坐标的{percent}%。如整个文件如此，请在 city.toml 的 [records] 中写 columns = {{ lon = "{lat}", lat = "{lon}" }}。',
        'longitude and latitude are exchanged in {rows_swapped} records, {percent} % of those with a point. If the whole file is so, write columns = {{ lon = "{lat}", lat = "{lon}" }} under [records] in city.toml.',
    ),
    "fault.records_alike": (
        "{alike}条记录（{persons}人）与前面某行完全相同，仍计入。如是同一份名单报了两次，请删去一份；如是不同的人，请加“记录编号”一列以示区别。",
        "{alike} records ({persons} people) are the same as an earlier row and still count. If one list was handed in twice, delete one; if they are different people, tell them apart by a column of record numbers.",
    ),
    "fault.residual": (
        "坐标写明是 {value}，但读作 {best} 更合：抽取的{tested}条既有坐标又有代码的记录中，两者一致的按 {value} 有{as_given}%，按 {best} 有{as_best}%。程序没有改动。请核对 [records] 的 coordinates（也可能是 [boundaries] 的写错了）。",
        "the coordinates are declared {value}, but fit better as {best}: of {tested} sampled records with a point and a code, the two agree for {as_given} % read as {value}, for {as_best} % read as {best}. Nothing was shifted. Check coordinates under [records] (or those under [boundaries]).",
    ),
    "fault.period_future": (
        "统计月份 {value} 还没有到。请核对。",
        "the period {value} has not come yet. Check it.",
    ),
    "fault.dates_order": (
        "有效期至 {value}，早于签订日期 {signed_on}。请核对两个日期。",
        "the agreement ends on {value}, before it was signed ({signed_on}). Check both dates.",
    ),
    "fault.posts_part": (
        "专职岗位数“{value}”不是整数，按原数计入。兼职请用“专兼职”一列注明。",
        "the number of full-time posts is {value}, which is not whole; it is counted as it is. Say part-time in a column of its own.",
    ),
    "fault.count_unread": (
        "“{column}”一列的“{value}”不是非负整数，按未填处理。请改正。",
        "“{value}” in “{column}” is no whole number from 0 up and is taken for missing. Correct it.",
    ),
    "fault.number_negative": (
        "“{column}”一列的“{value}”是负数，按未填处理。请改正。",
        "“{value}” in “{column}” is less than 0 and is taken for missing. Correct it.",
    ),
    "fault.site_twice": (
        "站点“{value}”与第{other}行的同名站点相距不到{metres}米，可能重复。两行都已采用，请核对。",
        "the site “{value}” lies within {metres} m of the one of the same name in row {other}: perhaps one site twice. Both are used; check them.",
    ),
    "fault.site_same_point": (
        "站点“{value}”与第{other}行的站点在同一点上，可能重复，或坐标只到街道。两行都已采用，请核对。",
        "the site “{value}” is at the very point of the one in row {other}: perhaps one site twice, or known by street only. Both are used; check them.",
    ),
    "fault.crosswalk_cell": (
        "对照表的“{column}”一列未填。请补上。",
        "“{column}” of the crosswalk is empty. Fill it in.",
    ),
    "fault.crosswalk_share": (
        "份额“{value}”应大于0且不大于1，如 0.6。",
        "the share “{value}” must be more than 0 and at most 1, such as 0.6.",
    ),
    "fault.crosswalk_twice": (
        "旧代码 {value} 与同一新代码的对应出现了不止一次。请删去重复的行。",
        "the old code {value} is given with the same new code more than once. Take the repeated line away.",
    ),
    "fault.crosswalk_sum": (
        "旧代码 {value} 的各份额之和是{sum}，应为1。请改正，否则会多出或丢失人口。",
        "the shares of the old code {value} add up to {sum}, but must add up to 1, or people would be lost or made. Correct them.",
    ),
    "fault.crosswalk_unknown": (
        "新代码 {value} 在边界中不存在，对照表也没有说它后来成了什么。请核对。",
        "the new code {value} is no community of the boundaries, and the crosswalk does not say what became of it. Check it.",
    ),
    "fault.crosswalk_still": (
        "旧代码 {value} 仍是今天的社区。如果它只是分出了一部分，请加一行写明留下的份额；否则请删去这些行。",
        "the old code {value} is still a community of today. If it only gave a part away, add a line with the share that stayed; else take its lines away.",
    ),
    "fault.crosswalk_circle": (
        "从旧代码 {value} 出发，对照表绕回了原处。请核对新旧两列。",
        "from the old code {value} the crosswalk leads round in a circle. Check both columns.",
    ),
    "fault.upload_size": (
        "文件过大，没有保留：单个文件不超过 {value} MB，全部不超过 1 GB。更大的数据请放进城市文件夹，用 yipan app 打开。",
        "the file is too large and was not kept: {value} MB for one, 1 GB for all. Put larger data into a city folder and open it with yipan app.",
    ),
    "fault.upload_files": (
        "文件太多，没有保留。请先移除用不到的。",
        "there are too many files; this one was not kept. Remove some first.",
    ),
    "fault.upload_gone": (
        "上传的文件已被清除（最多保留一天）。请重新上传。",
        "the uploaded files have been cleared away (they are kept for a day at most). Upload them again.",
    ),
    # --- stages of work -------------------------------------------------------------------------
    "stage.boundaries": ("读取社区边界", "reading boundaries"),
    "stage.index": ("准备社区索引", "indexing the communities"),
    "stage.records": ("读取并定位记录", "reading and locating records"),
    "stage.topology": ("检查边界的重叠和空隙", "checking boundaries for overlaps and gaps"),
    "stage.staffing": ("核算人员配备", "checking staffing"),
    "stage.reach": ("计算服务可及", "working out reach"),
    "stage.sample": ("生成示例城市", "making the sample city"),
    "stage.write": ("写出结果", "writing results"),
    # --- the command ----------------------------------------------------------------------------
    "cli.yipan": (
        "一盘：流动人口的公共服务，哪里不足，下一步做什么。",
        "Yipan: where public services fall short of the people who moved here, and what to do next.",
    ),
    "cli.exit_codes": (
        "退出码：0 完成；1 输入有误，无法运行；2 命令用法有误；3 结果无法写出。",
        "Exit codes: 0 done; 1 an input has a fault that stops a run; 2 wrong use of the command; 3 a result could not be written.",
    ),
    "cli.language": ("界面与结果的语言。", "Language of messages and results."),
    "cli.quiet": ("只报错误，不显示进度和小结。", "Tell of errors only; no progress, no summary."),
    "cli.json": ("以 JSON 输出小结，供程序读取。", "Print the summary as JSON, for machines."),
    "cli.out": ("结果写入的文件夹。", "Folder that results are written to."),
    "cli.format": (
        "格式：xlsx、csv、parquet、gpkg、geojson；可多次给出。",
        "Format: xlsx, csv, parquet, gpkg, geojson; may be given several times.",
    ),
    "cli.new": (
        "新建城市文件夹 DIR：带注释的 city.toml 和只有表头的各表。",
        "Make a city folder DIR: a city.toml with comments, and tables with their heads.",
    ),
    "cli.new_sample": ("改为生成虚构的示例城市。", "Make the invented sample city instead."),
    "cli.new_next": (
        "请把边界和数据放入 {folder}，然后运行：yipan check {folder}",
        "Put boundaries and data into {folder}, then run: yipan check {folder}",
    ),
    "cli.check": (
        "检查城市文件夹 DIR 的全部文件，一次列出所有问题；有问题使运行无法进行时退出码为 1。",
        "Check all files of the city folder DIR and tell all faults at once; exit code 1 if any stops a run.",
    ),
    "cli.check_stops": (
        "共 {faults} 个问题，其中有些使运行无法进行。请修改后再检查。",
        "{faults} faults; some stop a run. Mend them and check again.",
    ),
    "cli.check_passes": ("共 {faults} 个问题，不影响运行。", "{faults} faults; none stops a run."),
    "cli.run": (
        "核算城市文件夹 DIR 的人员配备，把各表写入 OUT。",
        "Check the staffing of the city folder DIR and write the tables to OUT.",
    ),
    # --- worker processes -----------------------------------------------------------------------
    "stage.workers": ("启动工作进程", "starting workers"),
    "cli.workers": (
        "在本机用 N 个工作进程计数；结果与单进程逐字节相同。",
        "Count with N worker processes on this machine; the tables are the same byte for byte.",
    ),
    "cli.scheduler": (
        "由该地址的 Dask 调度器分派计数，如 tcp://10.0.0.5:8786；不与 --workers 同用。",
        "Count on the workers of the Dask scheduler at this address, such as tcp://10.0.0.5:8786; not together with --workers.",
    ),
    "cli.workers_or_scheduler": (
        "--workers 和 --scheduler 只能用其中一个。",
        "Use --workers or --scheduler, not both.",
    ),
    "fault.dask_missing": (
        "没有安装 Dask，不能使用多个工作进程。请安装 requirements.lock 中的全部依赖，或不使用 --workers 和 --scheduler。",
        "Dask is not installed, so there can be no worker processes. Install all of requirements.lock, or leave out --workers and --scheduler.",
    ),
    "fault.scheduler_silent": (
        "地址 {value} 没有 Dask 调度器应答。请检查地址和网络，或改用 --workers。",
        "no Dask scheduler answers at {value}. Check the address and the network, or use --workers.",
    ),
    "fault.scheduler_alone": (
        "调度器 {value} 没有工作进程。请先启动：dask worker {value}",
        "the scheduler at {value} has no workers. Start some first: dask worker {value}",
    ),
    "fault.workers_differ": (
        "调度器 {value} 的工作进程没有安装一盘，或版本与本机不同。请在各处安装同一版本。",
        "workers of the scheduler at {value} have no Yipan, or another version than this machine. Install the same one everywhere.",
    ),
    "fault.workers_spill": (
        "调度器 {value} 的工作进程会把内存中的数据写入磁盘，其中可能有由个人信息算出的标识。请用 dask worker --memory-limit 0 启动。",
        "workers of the scheduler at {value} may write what they hold to disk, and that may hold keys made from personal data. Start them with dask worker --memory-limit 0.",
    ),
    "fault.worker_files_differ": (
        "工作进程看到的边界或代码对照表与本机不同。请让各处使用同一个城市文件夹。",
        "a worker sees other boundaries, or another crosswalk, than this machine. Let all of them use the same city folder.",
    ),
    "fault.worker_killed": (
        "计算该文件的工作进程先后 {value} 次中途结束，整个运行已停止，没有写出结果。可能是内存不足（请减少 --workers），也可能是文件损坏（请重新导出）。",
        "{value} worker processes in turn were ended while they counted this file, so the run stopped and wrote nothing. Either memory is short (use fewer --workers), or the file is broken (export it again).",
    ),
    "cli.run_done": (
        "{name} {period}：流动人口 {people:,} 人，需配备 {need_staff:,} 名，缺 {gap_staff:g} 名；达标 {met} 个社区，不足 {short} 个，未配备 {unstaffed} 个。",
        "{name} {period}: {people:,} floating residents need {need_staff:,} posts; {gap_staff:g} are missing. {met} communities met, {short} short, {unstaffed} unstaffed.",
    ),
    "cli.run_done_no_roster": (
        "{name} {period}：流动人口 {people:,} 人，需配备 {need_staff:,} 名；没有人员名册，缺口不明。",
        "{name} {period}: {people:,} floating residents need {need_staff:,} posts; without a staff roster the gap is unknown.",
    ),
    "cli.reach_done": (
        "{mode}{minutes}分钟内能到达服务站点的有 {within:,} 人，占已知住处的 {known:,} 人的 {share:.1%}（{way}）。",
        "{within:,} of the {known:,} people whose place is known reach a service site within {minutes} minutes {mode}, {share:.1%} ({way}).",
    ),
    "cli.export": (
        "核算城市文件夹 DIR，按所选格式把人员缺口写入 OUT。",
        "Check the city folder DIR and write the staffing gaps to OUT in the formats asked for.",
    ),
    "cli.streets": (
        "检查路网：节点、路段、各出行方式的连通情况和采用的车速。",
        "Inspect the street network: nodes, edges, what is connected by each mode, and speeds.",
    ),
    "cli.streets_fetch": (
        "先用 OSMnx 从 OpenStreetMap 下载社区边界范围内的路网（需联网）。",
        "First download the streets within the communities' outline from OpenStreetMap, by OSMnx (needs the internet).",
    ),
    "cli.streets_around": (
        "改为下载某个地点（按名称）周围5公里内的路网。",
        "Download the streets within 5 km of a place, given by name, instead.",
    ),
    "cli.streets_convert": (
        "只转换为缓存文件，供下次直接读取。",
        "Only convert it to the files that the next start reads.",
    ),
    "stage.streets": ("下载路网", "downloading streets"),
    "streets.total": (
        "{file}：{nodes:,} 个节点，{edges:,} 条单向路段，道路 {km:,} 公里",
        "{file}: {nodes:,} nodes, {edges:,} edges one way each, {km:,} km of streets",
    ),
    "streets.mode": (
        "{mode}：{nodes:,} 个节点，{edges:,} 条路段；最大连通部分 {largest_part:,} 个节点，另有 {islands:,} 个孤立部分",
        "{mode}: {nodes:,} nodes, {edges:,} edges; {largest_part:,} nodes in the largest connected part, {islands:,} islands",
    ),
    "streets.speed": (
        "车速 {kind}：平均 {kph} 公里/小时，{km:,} 公里（其中 {assumed_km:,} 公里无限速数据）",
        "speed on {kind}: {kph} km/h on average, {km:,} km ({assumed_km:,} km without a limit)",
    ),
    "streets.assumed": (
        "无限速数据的道路按设计车速计（CJJ 37-2012、JTG B01-2014、道路交通安全法实施条例第四十五条；小区和内部道路按 OSRM），可在 [streets] speeds 中修改。",
        "where no limit is known, design speeds are used (CJJ 37-2012, JTG B01-2014, road traffic regulation article 45; living streets and service roads as OSRM); set others in [streets] speeds.",
    ),
    "streets.name_it": (
        '要使用这个路网，请在 city.toml 的 [streets] 中写：file = "{file}"',
        'to use it, write under [streets] in city.toml: file = "{file}"',
    ),
    "cli.app": (
        "用浏览器打开城市文件夹 DIR；不给出时打开示例城市。",
        "Open the city folder DIR in the browser; without one, the sample city.",
    ),
    "cli.browser": ("是否打开浏览器。", "Whether to open a browser."),
    "cli.app_address": (
        "{name} 已打开：{address}（按 Ctrl+C 停止）",
        "{name} is open at {address} (Ctrl+C stops it)",
    ),
    "cli.set_aside": (
        "    未计入——{outcome}：{rows:,} 行，{persons:,} 人",
        "    set aside, {outcome}: {rows:,} rows, {persons:,} persons",
    ),
    "cli.stage": (
        "{stage}：{rows:,} 行，{persons:,} 人",
        "{stage}: {rows:,} rows, {persons:,} persons",
    ),
    "cli.outcome": (
        "    {outcome}：{rows:,} 行，{persons:,} 人",
        "    {outcome}: {rows:,} rows, {persons:,} persons",
    ),
    "cli.notes": ("已计入，但请留意：", "counted, but worth a look:"),
    "fault.no_app": (
        "找不到 app.py。请在下载的项目文件夹中安装和运行。",
        "app.py is not there. Install and run from the project folder.",
    ),
    "fault.port_taken": (
        "端口 {value} 已被占用。请用 --port 换一个。",
        "port {value} is in use. Choose another with --port.",
    ),
    "fault.folder_not_empty": (
        "文件夹不是空的；为避免覆盖，没有写入。请换一个名字。",
        "the folder is not empty; nothing was written. Choose another name.",
    ),
    "template.city_toml": (
        """# 城市文件夹的说明书。改好后运行：yipan check 本文件夹
name = "某某市"
language = "zh"                    # 结果的语言：zh 或 en

[boundaries]
communities = "boundaries/communities.gpkg"   # 社区边界：代码、名称、街道、区县、类型；GeoPackage、GeoJSON 或 zip 的 Shapefile
coordinates = "wgs84"              # wgs84、cgcs2000、gcj02 或 bd09

[records]
files = ["records/records.csv"]    # 可写多个文件，也可写 "records/*.parquet"
coordinates = "gcj02"              # 国内平台给出的坐标多为 gcj02
# crs = "EPSG:4547"                # 点图层没有写明坐标参考系时
# period = "2026-10"               # 统计月份；不写则取数据中最新的一期
# columns = {{ lon = "经度", lat = "纬度" }}     # 表头不被认识时，在此指明

[staff]
file = "staff.csv"

# 以下各表可有可无，有数据时去掉行首的 #。
# [sites]
# file = "sites.csv"
# coordinates = "gcj02"

# [streets]
# file = "streets.graphml"         # OSMnx 的 GraphML、GeoPackage，或 .osm、.osm.bz2、.osm.pbf
# download = true                  # 不写 file 而写这一行：从 OpenStreetMap 下载，需联网

# [agreements]
# file = "agreements.csv"

# [standards]
# people_per_staff = 500           # 每名工作人员服务的流动人口
""",
        """# What this city folder holds. When it is ready: yipan check THIS_FOLDER
name = "My city"
language = "en"                    # of the results: zh or en

[boundaries]
communities = "boundaries/communities.gpkg"   # code, name, street, district, kind; GeoPackage, GeoJSON or zipped Shapefile
coordinates = "wgs84"              # wgs84, cgcs2000, gcj02 or bd09

[records]
files = ["records/records.csv"]    # several files, or a pattern such as "records/*.parquet"
coordinates = "wgs84"              # Chinese systems mostly hand out gcj02
# crs = "EPSG:4547"                # of a layer of points that does not say it
# period = "2026-10"               # without it, the latest period of the data
# columns = {{ lon = "X", lat = "Y" }}   # where the heads of your file are not known

[staff]
file = "staff.csv"

# The tables below may be left out; take away the # where you have data.
# [sites]
# file = "sites.csv"
# coordinates = "wgs84"

# [streets]
# file = "streets.graphml"         # GraphML or GeoPackage of OSMnx, or .osm, .osm.bz2, .osm.pbf
# download = true                  # instead of a file: from OpenStreetMap; needs the internet

# [agreements]
# file = "agreements.csv"

# [standards]
# people_per_staff = 500           # floating residents one staff member answers for
""",
    ),
    "template.uploaded": (
        """# 在数据页上传文件时生成。下载后可直接用：yipan run 本文件夹
name = "我的城市"
language = "zh"
""",
        """# Made by uploading files on the Data page. Once downloaded: yipan run THIS_FOLDER
name = "My city"
language = "en"
""",
    ),
    "template.file": ("数据模板.xlsx", "templates.xlsx"),
    "template.about": ("填写说明", "How to fill in"),
    "template.head": (
        "每张表一页：第一行是表头，第二行是示例，填写时请删去示例行。代码一律为文本，不要让表格软件改成数字。一页另存为一个文件，或上传整个工作簿后选择其中一页。",
        "A sheet for each table: heads in row 1, an example in row 2, to be deleted. Codes are text: keep the spreadsheet from turning them into numbers. Save each sheet as a file, or upload the workbook and choose the sheet.",
    ),
    "template.boundaries": (
        "边界是 GIS 图层（GeoPackage、GeoJSON、zip 的 Shapefile 等）；这一页列出它的属性表要有的列。",
        "Boundaries are a layer of a GIS (GeoPackage, GeoJSON, zipped Shapefile…); this sheet lists the columns of its attribute table.",
    ),
    "template.table": ("表", "Table"),
    "template.column": ("列", "Column"),
    "template.needed": ("必需", "Needed"),
    "template.meaning": ("含义", "Meaning"),
    "template.example": ("示例", "Example"),
    "template.yes": ("是", "yes"),
    "template.either": ("坐标或代码", "place or code"),
    "example.community_name": ("示例社区", "Sample community"),
    "example.street_name": ("示例街道", "Sample street"),
    "example.district_name": ("示例区", "Sample district"),
    "example.kind": ("都市村庄", "urban village"),
    "example.source": ("公安", "police"),
    "example.site_name": ("示例服务站", "Sample service station"),
    "example.services": ("居住登记；就业服务", "registration; jobs"),
    "example.address": ("示例路1号", "1 Sample Road"),
    "example.hours": ("周一至周五 9:00—17:00", "Mon–Fri 9:00–17:00"),
    "example.part_time": ("专职", "full-time"),
    "example.dedicated": ("否", "no"),
    "example.level": ("社区", "community"),
    "column.community_code": ("社区代码", "Community code"),
    "column.community_name": ("社区名称", "Community name"),
    "column.street_code": ("街道代码", "Street code"),
    "column.street_name": ("街道名称", "Street name"),
    "column.district_code": ("区县代码", "District code"),
    "column.district_name": ("区县名称", "District name"),
    "column.kind": ("社区类型", "Kind of community"),
    "column.registered": ("户籍人口", "Registered residents"),
    "column.lon": ("经度", "Longitude"),
    "column.lat": ("纬度", "Latitude"),
    "column.count": ("人数", "People"),
    "column.origin": ("户籍地", "Place of origin"),
    "column.period": ("统计月份", "Month"),
    "column.source": ("来源部门", "Department"),
    "column.record_id": ("记录编号", "Record number"),
    "column.site_name": ("站点名称", "Name of the site"),
    "column.services": ("服务项目", "Services"),
    "column.address": ("地址", "Address"),
    "column.phone": ("电话", "Phone"),
    "column.staff": ("工作人员", "Staff"),
    "column.capacity": ("服务能力", "Capacity"),
    "column.hours": ("开放时间", "Hours"),
    "column.posts": ("人数", "Posts"),
    "column.part_time": ("专兼职", "Full- or part-time"),
    "column.dedicated": ("是否专岗", "Dedicated"),
    "column.level": ("级别", "Level"),
    "column.place_a": ("甲方代码", "Code of place A"),
    "column.place_b": ("乙方代码", "Code of place B"),
    "column.signed_on": ("签订日期", "Signed on"),
    "column.valid_until": ("有效期至", "Valid until"),
    "column.notices_sent": ("发出通报", "Notices sent"),
    "column.notices_answered": ("收到反馈", "Notices answered"),
    "column.notices_answered_in_time": ("按时反馈", "Answered in time"),
    "column.sent_on": ("发出日期", "Sent on"),
    "column.answered_on": ("反馈日期", "Answered on"),
    "column.destination": ("现居住地", "Place of residence"),
    "column.people": ("人数", "People"),
    "column.minutes": ("分钟", "Minutes"),
    "column.old_code": ("旧代码", "Old code"),
    "column.new_code": ("新代码", "New code"),
    "column.share": ("份额", "Share"),
    "meaning.community_code": (
        "12位统计用区划代码（或本市自用的、不重复的代码）",
        "the 12-digit statistical code, or any code of your own that names one community",
    ),
    "meaning.community_name": ("社区或村的名称", "name of the community or village"),
    "meaning.street_code": (
        "街道（乡镇）代码；不给出时取社区代码前9位",
        "code of the street or township; without it, the first 9 digits of the community's",
    ),
    "meaning.street_name": ("街道（乡镇）名称", "name of the street or township"),
    "meaning.district_code": (
        "区县代码；不给出时取社区代码前6位",
        "code of the district; without it, the first 6 digits of the community's",
    ),
    "meaning.district_name": ("区县名称", "name of the district"),
    "meaning.kind": (
        "六类之一：封闭式物业小区、杂居居民小区、都市村庄、商（市）场、经济组织和社会组织、流出地村庄",
        "one of six: gated estate, mixed neighbourhood, urban village, market, employer, home village",
    ),
    "meaning.registered": ("户籍人口数", "number of registered residents"),
    "meaning.lon": ("经度，十进制度", "longitude in decimal degrees"),
    "meaning.lat": ("纬度，十进制度", "latitude in decimal degrees"),
    "meaning.count": ("这一行代表的人数；不给出时为1", "people the row stands for; 1 without it"),
    "meaning.origin": (
        "户籍地的6位行政区划代码，或地名",
        "6-digit code of the place of origin, or its name",
    ),
    "meaning.period": ("年月，如 2026-10", "year and month, such as 2026-10"),
    "meaning.source": ("记录来自哪个部门", "the department the record comes from"),
    "meaning.record_id": (
        "不含个人信息的流水号，用来找出重复的记录",
        "a running number, nothing personal; it shows which records are given twice",
    ),
    "meaning.site_name": ("服务站点名称", "name of the service site"),
    "meaning.services": ("服务项目，用分号隔开", "what it offers, separated by semicolons"),
    "meaning.address": ("站点地址", "address of the site"),
    "meaning.phone": ("站点的对外电话", "public phone number of the site"),
    "meaning.staff": ("站点工作人员数", "staff of the site"),
    "meaning.capacity": ("每月能服务的人数", "people it can serve in a month"),
    "meaning.hours": ("开放时间", "opening hours"),
    "meaning.posts": ("这一行的人员数；不给出时为1", "posts in the row; 1 without it"),
    "meaning.part_time": (
        "专职或兼职；不给出时为专职",
        "full-time or part-time; full-time without it",
    ),
    "meaning.dedicated": (
        "是否流动人口服务专岗",
        "whether for floating residents alone: yes or no",
    ),
    "meaning.level": ("社区或街道", "community or street"),
    "meaning.place_a": ("协议甲方的6位区划代码", "6-digit code of the first place"),
    "meaning.place_b": ("协议乙方的6位区划代码", "6-digit code of the second place"),
    "meaning.signed_on": ("日期，如 2026-01-31", "a day, such as 2026-01-31"),
    "meaning.valid_until": ("日期；不给出为长期有效", "a day; open without it"),
    "meaning.notices_sent": ("发出通报的件数", "notices sent"),
    "meaning.notices_answered": ("其中收到反馈的件数", "of these, how many were answered"),
    "meaning.notices_answered_in_time": ("其中按时反馈的件数", "of these, how many in time"),
    "meaning.sent_on": ("发出通报的日期，如 2026-09-01", "the day it was sent, such as 2026-09-01"),
    "meaning.answered_on": (
        "收到反馈的日期；没有反馈则留空",
        "the day it was answered; empty if not",
    ),
    "meaning.destination": (
        "现住地：六位行政区划代码，或地名",
        "where people live now: a code of six digits, or a name",
    ),
    "meaning.people": ("流动人口数，不小于0", "floating residents, not under 0"),
    "meaning.old_code": ("记录中的旧代码", "the older code, as records have it"),
    "meaning.new_code": ("现在的社区代码", "the code of today"),
    "meaning.share": (
        "旧社区人口归入新社区的份额，0至1；不给出为全部",
        "the share of its people in the new community, 0 to 1; all without it",
    ),
    "meaning.minutes": (
        "从社区到站点的分钟数；空为到不了",
        "minutes from the community to the site; empty if there is no way",
    ),
    "column.notices.place_a": ("发出地代码", "Code of the sender"),
    "column.notices.place_b": ("接收地代码", "Code of the receiver"),
    "meaning.notices.place_a": ("发出通报的地方的6位区划代码", "6-digit code of who sent it"),
    "meaning.notices.place_b": ("应反馈的地方的6位区划代码", "6-digit code of who is to answer"),
    "column.outflow.community_code": ("户籍社区代码", "Code of the home community"),
    "meaning.outflow.community_code": (
        "户籍所在社区的代码",
        "code of the community where they are registered",
    ),
    # --- tables, workbook and layers ------------------------------------------------------------
    "month.1": ("{year}年1月", "January {year}"),
    "month.2": ("{year}年2月", "February {year}"),
    "month.3": ("{year}年3月", "March {year}"),
    "month.4": ("{year}年4月", "April {year}"),
    "month.5": ("{year}年5月", "May {year}"),
    "month.6": ("{year}年6月", "June {year}"),
    "month.7": ("{year}年7月", "July {year}"),
    "month.8": ("{year}年8月", "August {year}"),
    "month.9": ("{year}年9月", "September {year}"),
    "month.10": ("{year}年10月", "October {year}"),
    "month.11": ("{year}年11月", "November {year}"),
    "month.12": ("{year}年12月", "December {year}"),
    "book.title": (
        "{city}流动人口服务人员配备缺口表",
        "Staffing gaps in services for the floating population, {city}",
    ),
    "book.title_districts": (
        "{city}流动人口服务人员配备缺口分区县汇总表",
        "Staffing gaps by district, {city}",
    ),
    "book.title_account": ("{city}流动人口数据账目", "Account of the data, {city}"),
    "book.title_period": ("{title}（{period}）", "{title} ({period})"),
    "book.sheet_communities": ("人员配备缺口表", "Staffing gaps"),
    "book.sheet_districts": ("分区县", "By district"),
    "book.sheet_account": ("数据账目", "Data account"),
    "book.unit": ("单位：人、名", "Units: people, posts"),
    "book.unit_account": ("单位：行、人", "Units: rows, people"),
    "book.norm_line": (
        "配备标准：每名工作人员服务{norm}人",
        "Norm: {norm} people per staff member",
    ),
    "book.page": ("第 &P 页，共 &N 页", "Page &P of &N"),
    "book.total": ("合计", "Total"),
    "book.no_unit": ("（未注明）", "(not stated)"),
    "book.subtotal": ("{name}\u3000小计", "{name}, subtotal"),
    "book.nothing": ("—", "—"),
    "book.unchanged": ("不变", "same"),
    "book.changing": ("{communities}个社区会变", "{communities} would change"),
    "book.head.number": ("序号", "No."),
    "book.head.community_name": ("社区（村）", "Community"),
    "book.head.community_code": ("社区代码", "Code"),
    "book.head.district_name": ("区县", "District"),
    "book.head.district_code": ("区县代码", "Code"),
    "book.head.communities": ("社区数", "Communities"),
    "book.head.people": ("流动人口", "Floating population"),
    "book.head.staffing": ("服务人员", "Staff"),
    "book.head.staff": ("现有", "Present"),
    "book.head.need_staff": ("应配", "Needed"),
    "book.head.gap_staff": ("缺口", "Gap"),
    "book.head.spare_staff": ("富余", "Spare"),
    "book.head.people_per_staff": ("每名人员\n服务人数", "People per staff"),
    "book.head.rank": ("缺口位次", "Rank by gap"),
    "book.head.status": ("状态", "State"),
    "book.head.people_to_next_post": ("距增配1名\n还差人数", "People to\nnext post"),
    "book.head.sensitivity": (
        "敏感性：条件变动后的状态",
        "Sensitivity: state if the norm or the people were",
    ),
    "book.head.status_tight_norm": ("标准{tight}人", "norm {tight}"),
    "book.head.status_loose_norm": ("标准{loose}人", "norm {loose}"),
    "book.head.status_fewer_people": ("人口−{percent}%", "people −{percent}%"),
    "book.head.status_more_people": ("人口+{percent}%", "people +{percent}%"),
    "book.head.by_status": ("各状态社区数", "Communities by state"),
    "book.head.changes_state": ("条件变动\n即变状态", "State would change"),
    "book.head.file": ("文件", "File"),
    "book.head.stage": ("环节", "Stage"),
    "book.head.period": ("时期", "Period"),
    "book.head.outcome": ("结果", "Outcome"),
    "book.head.rows": ("行数", "Rows"),
    "book.head.persons": ("人数", "People"),
    "book.head.note": ("说明", "Note"),
    "book.head.column": ("列名", "Column"),
    "book.head.why": ("原因", "Reason"),
    "book.head.first_rows": ("行号（前几行）", "Row numbers (the first)"),
    "book.head.warning": ("提示", "Warning"),
    "book.account.records": ("一、记录去向", "1. Where the records went"),
    "book.account.set_aside": ("二、未计入的记录", "2. Records not counted"),
    "book.account.notes": ("三、已计入而需说明的记录", "3. Records counted, with a remark"),
    "book.account.dropped": ("四、未采用的列", "4. Columns not used"),
    "book.account.warnings": ("五、输入文件提示", "5. Warnings about the input files"),
    "book.account.none": ("无", "none"),
    "book.stage.read": ("读取", "read"),
    "book.stage.locate": ("定位", "locate"),
    "book.stage_total": ("{stage}\u3000小计", "{stage}, subtotal"),
    "book.dropped.personal": ("个人信息，读入时即舍弃", "personal, dropped when read"),
    "book.dropped.unused": ("本表不需要", "not needed here"),
    "book.notes": ("注：", "Notes"),
    "book.note": ("{number}. {note}", "{number}. {note}"),
    "book.note_norm": (
        "配备标准：每{norm}名流动人口至少配备1名专（兼）职工作人员，应配人数=流动人口÷{norm}，向上取整，按社区逐一核算；兼职1名折算{weight}名。依据：{source}。",
        "Norm: at least one full- or part-time staff member per {norm} floating residents. Needed = people ÷ {norm}, rounded up, for each community; a part-time post counts as {weight}. Source: {source}.",
    ),
    "book.note_adding": (
        "缺口按社区逐一核算后相加：一个社区的富余人员不抵补另一个社区的缺口。",
        "Gaps are found for each community, then added: a spare post in one community fills no gap in another.",
    ),
    "book.note_dash": (
        "“—”表示不适用或无数据，不等于0。缺口位次在同级之间（社区、街道、区县）由大到小排列，缺口相同的位次相同，无缺口的不排位次。",
        "“—” means that a figure does not apply or is not known; it is not 0. Rank 1 is the largest gap among places of the same level (communities, streets, districts); equal gaps share a rank, and there is no rank without a gap.",
    ),
    "book.note_sensitivity": (
        "敏感性：标准改为每名{tight}人或{loose}人，或流动人口减少、增加{percent}%时的状态；状态会变的社区共{changes}个，使用前宜先核实。",
        "Sensitivity: the state at {tight} or {loose} people per staff member, or with {percent} % fewer or more people. Communities that would change state: {changes}; check these before use.",
    ),
    "book.note_street_posts": (
        "流动人口达到{many}人的街道（乡镇）须有专职人员（{source}）：共{asked}个，尚缺{missing}个",
        "Streets with {many} or more floating residents need a dedicated post ({source}): {asked} streets, {missing} without",
    ),
    "book.list": ("：{names}。", ": {names}."),
    "book.list_separator": ("、", ", "),
    "book.note_records": (
        "数据：本期共读取记录{rows}行、{persons}人，其中计入{found}行、{found_persons}人，未计入{aside}行、{aside_persons}人，原因见“{sheet}”表。",
        "Data of this period: {rows} records of {persons} people read; {found} of {found_persons} people counted, {aside} of {aside_persons} people not counted, for the reasons on the sheet “{sheet}”.",
    ),
    "book.note_bad_counts": (
        "未计入的行中有{rows}行人数填写有误，人数不明。",
        " Of the records not counted, {rows} have a count that cannot be read: how many people they stand for is not known.",
    ),
    "book.note_no_data": (
        "缺少人口或人员数据的社区共{communities}个，状态为“无数据”，小计、合计只含已知数。",
        "Communities without data on people or posts: {communities}. Their state is “no data”, and totals hold what is known.",
    ),
    "book.note_no_boundary": (
        "无边界的社区{communities}个、流动人口{persons}人，已计入本表，地图上不显示。",
        "Communities without a boundary: {communities}, with {persons} floating residents. They are counted here and not drawn on maps.",
    ),
    "fault.out_is_file": (
        "这是一个文件，不是文件夹。请另选输出文件夹。",
        "this is a file, not a folder. Choose another folder for the results.",
    ),
    "fault.out_is_folder": (
        "这里有一个同名文件夹，结果文件无法写入。请移走它，或另选输出文件夹。",
        "a folder of this name is in the way of a result. Move it, or choose another folder for the results.",
    ),
    "fault.out_is_input": (
        "这是本次的输入文件，不能被结果覆盖。请另选输出文件夹。",
        "this is an input of the run and is not overwritten. Choose another folder for the results.",
    ),
    "fault.out_not_writable": (
        "无法写入（{why}）。请检查权限、剩余空间，以及文件是否正在 Excel 或 WPS 中打开。",
        "cannot be written ({why}). Check permissions and free space, and whether the file is open in Excel or WPS.",
    ),
    "fault.format": (
        "不支持的格式 {value}。可选：{known}。",
        "unknown format {value}. Choose from: {known}.",
    ),
    "fault.no_shapefile": (
        "不写 Shapefile：字段名最多10个字节，编码不定，中文字段名读不回来。可选：{known}。",
        "Shapefiles are not written: their column names end after 10 bytes and Chinese ones cannot be read back. Choose from: {known}.",
    ),
    # --- the public directory of sites ----------------------------------------------------------
    "directory.title": (
        "{city}流动人口服务站点名录",
        "Service sites for the floating population, {city}",
    ),
    "directory.sheet": ("服务站点名录", "Service sites"),
    "directory.sites": ("共{sites}处", "Sites: {sites}"),
    "directory.district": ("{district}（{sites}处）", "{district} (sites: {sites})"),
    "directory.elsewhere": ("不在任何社区边界内", "Within no community's boundary"),
    "directory.none": ("没有站点。", "There are no sites."),
    "directory.street_name": ("街道（乡镇）", "Street or town"),
    "directory.site_name": ("站点名称", "Site"),
    "directory.services": ("服务项目", "Services"),
    "directory.address": ("地址", "Address"),
    "directory.phone": ("电话", "Phone"),
    "directory.hours": ("开放时间", "Hours"),
    "directory.district_name": ("区县", "District"),
    "directory.workbook": ("站点名录（Excel）", "Site directory (Excel)"),
    "directory.page": ("站点名录（可打印网页）", "Site directory (page to print)"),
    "directory.csv": ("站点名录（CSV）", "Site directory (CSV)"),
    # --- the Reach page --------------------------------------------------------------------------
    "page.reach": ("服务可及", "Reach"),
    "site.no_sites": (
        "城市数据中没有可用的服务站点。请在 city.toml 的 [sites] 中写明站点表（名称、经度、纬度、服务项目）；若已写明，请看“数据”页列出的问题。",
        "The city has no service sites that can be used. Name a table of sites (name, longitude, latitude, services) under [sites] in city.toml; if there is one, the Data page tells what is wrong with it.",
    ),
    "site.choose": (
        "点击地图上的站点或表中一行，查看站点详情；点击地图任意处，查看离该处最近的站点。",
        "Click a site on the map or a row of the table to see what it offers; click anywhere else on the map to see which sites are nearest.",
    ),
    "site.table": ("站点（{sites}处）", "Sites ({sites})"),
    "reach.service": ("服务项目", "Service"),
    "reach.any": ("任一服务站点", "Any service site"),
    "reach.mode": ("出行方式", "Travel mode"),
    "reach.mode.walk": ("步行", "Walk"),
    "reach.mode.ebike": ("电动自行车", "E-bike"),
    "reach.mode.drive": ("驾车", "Car"),
    "reach.within": ("时限（分钟）", "Within (minutes)"),
    "reach.minutes": ("{minutes}分钟", "{minutes} min"),
    "reach.layer": ("地图内容", "Map"),
    "reach.layer.beyond": ("到不了的人", "People out of reach"),
    "reach.layer.share": ("覆盖率", "Coverage"),
    "reach.layer.underserved": ("服务薄弱", "Underserved"),
    "reach.no_way_to_know": (
        "既没有路网，也没有社区边界，无法计算服务可及。请在 city.toml 的 [streets] 中写明路网，或补上社区边界。",
        "Without streets and boundaries nobody can tell who reaches a site. Name a street network under [streets] in city.toml, or add boundaries.",
    ),
    "reach.people_within": ("时限内可达人口", "People within"),
    "reach.of_people": ("{known}人中的{within}人", "{within} of {known} people"),
    "reach.communities_covered": ("已覆盖社区", "Communities covered"),
    "reach.of_communities": ("共{communities}个社区", "of {communities} communities"),
    "reach.median": ("半数人所需时间", "Median"),
    "reach.p90": ("九成人在{minutes}内", "nine in ten within {minutes}"),
    "reach.backup": ("有第二站点可达", "With a second site"),
    "reach.backup_told": ("时限内可达两处站点的人", "have two within the limit"),
    "reach.no_way": ("无路可达或不在路网", "No way to a site"),
    "reach.no_way_told": ("人，不算作超时", "people, not counted as beyond"),
    "reach.way.streets": (
        "时间按路网逐人所在路口计算，含从住处到路口、从路口到站点的步行。",
        "Minutes are over the streets, from each person's own crossing, with the walk to it and from it to the site.",
    ),
    "reach.way.straight_line": (
        "没有路网：时间按直线距离估算，实际路程和时间更长。",
        "There are no streets: minutes are in a straight line, and real ways are longer.",
    ),
    "reach.way.table": (
        "时间取自所给出行时间表，按社区计，不按住处计。",
        "Minutes are those of the table of travel times given, by community and not by home.",
    ),
    "reach.no_point": (
        "另有{people}人仅知所在社区、不知具体位置，不计入可达比例。",
        "The shares leave out {people} more people of whom only the community is known, not the place.",
    ),
    "reach.nobody_placed": (
        "没有人的具体位置已知，画不出此图。",
        "Nobody's place is known, so there is nothing to draw.",
    ),
    "reach.curve": ("多少分钟内有多少人可达", "Who reaches a site in how many minutes"),
    "reach.axis.minutes": ("分钟", "Minutes"),
    "reach.axis.share": ("可达人口占比", "Share of people"),
    "reach.legend.beyond": (
        "{minutes}分钟内到不了的人（每格500米）",
        "People who do not reach a site within {minutes} minutes, by cells of 500 m",
    ),
    "reach.legend.share": (
        "{minutes}分钟内可达人口占比",
        "Share of people within {minutes} minutes",
    ),
    "reach.legend.underserved": ("缺人还是不可及", "Short of staff, out of reach, or both"),
    "reach.legend.zones": ("到该站点所需时间", "Minutes to the site"),
    "reach.no_share": ("无人口或位置不明", "nobody, or place unknown"),
    "reach.zone": ("≤ {minutes}分钟：{people}人", "≤ {minutes} min: {people} people"),
    "reach.told.beyond": (
        "图上为{people}名时限内到不了的人，按其所在路口归格。",
        "Shown are {people} people who do not reach a site in time, in the cell of their crossing.",
    ),
    "reach.told.off": (
        "另有{people}人附近没有路，不在图上。",
        "{people} more people have no street near them and are not shown.",
    ),
    "reach.site_people": (
        "{mode}{minutes}分钟内能到这里的有{people}人。",
        "{people} people reach this site within {minutes} minutes {mode}.",
    ),
    "reach.site_off": (
        "附近没有路，无法计算到这里的时间。",
        "There is no street near this site, so no time to it is known.",
    ),
    "reach.nearest.title": ("离此处最近的站点（{mode}）", "Nearest sites {mode}"),
    "reach.nearest.minutes": ("约{minutes}分钟", "About {minutes} min"),
    "reach.nearest.beyond": (
        "{minutes}分钟内没有可到的站点。",
        "No site is within {minutes} minutes.",
    ),
    "reach.nearest.off_network": (
        "此处附近没有路。请点击靠近道路的地方。",
        "There is no street near this place. Click nearer to one.",
    ),
    "reach.nearest.no_route": (
        "从此处没有路通往符合条件的站点。",
        "From here no way leads to a site that fits.",
    ),
    "reach.nearest.no_point": (
        "出行时间取自所给的表，只到社区，查不了具体地点。请选择社区。",
        "Travel times are given by community, not by place. Choose a community instead.",
    ),
    "reach.judged": (
        "按{minutes}分钟时限：{kind}。",
        "With a limit of {minutes} minutes: {kind}.",
    ),
    "reach.table": (
        "各社区{minutes}分钟可及情况",
        "Communities, with a limit of {minutes} minutes",
    ),
    "reach.head.underserved_rank": ("次序", "Rank"),
    "reach.head.community_name": ("社区", "Community"),
    "reach.head.underserved": ("服务薄弱类型", "Underserved"),
    "reach.head.people_underserved": ("涉及人数", "People underserved"),
    "reach.head.people": ("流动人口", "Floating residents"),
    "reach.head.share_within": ("可达占比", "Share within"),
    "reach.head.people_within": ("可达", "Within"),
    "reach.head.people_beyond": ("超时", "Beyond"),
    "reach.head.people_no_route": ("无路可达", "No route"),
    "reach.head.people_off_network": ("不在路网", "Off the network"),
    "reach.head.people_no_point": ("位置不明", "Place unknown"),
    "reach.head.reach_state": ("可及状态", "State"),
    "reach.head.median_minutes": ("半数人所需分钟", "Median minutes"),
    "reach.head.p90_minutes": ("九成人所需分钟", "90 % within, minutes"),
    "reach.head.share_backup": ("有第二站点占比", "Share with a second site"),
    "reach.head.access": ("每千人可用人员（两步移动搜寻法）", "Supply per 1,000 people (E2SFCA)"),
    "reach.head.available": ("分得的人员（空间可得性）", "Supply allotted (spatial availability)"),
    "reach.head.district_name": ("区县", "District"),
    "reach.head.street_name": ("街道（乡镇）", "Street or town"),
    "reach.head.community_code": ("社区代码", "Code"),
    "reach.download.table": ("下载本表（CSV）", "This table (CSV)"),
    "reach.download.all": ("全部服务与方式（CSV）", "All services and modes (CSV)"),
    "reach.download.layer": ("下载图层（GeoPackage）", "Layer (GeoPackage)"),
    # --- underserved areas -----------------------------------------------------------------------
    "areas.title": ("服务薄弱片区", "Underserved areas"),
    "areas.rule": (
        "社区服务薄弱：配备低于每{norm}人一名，或{mode}{minutes}分钟内可达的人不足{percent}%。",
        "A community is underserved if it has fewer than one post for {norm} people, or if fewer than {percent} % of its people reach a site within {minutes} minutes {mode}.",
    ),
    "areas.head.area": ("片区", "Area"),
    "areas.head.where": ("所在区县、街道", "Where"),
    "areas.head.communities": ("社区", "Communities"),
    "areas.head.people": ("涉及人数", "People underserved"),
    "areas.told": (
        "片区由相连社区组成，其中及周围的服务薄弱人口占比显著偏高（局部莫兰指数，错误发现率 {p}）；每个社区的类型见下表。",
        "An area is of communities that touch, in and around which the share of people underserved is higher than chance would have it (local Moran's I, false discovery rate {p}); the table below tells the kind of each community.",
    ),
    "areas.few": (
        "能比较的社区太少，未划片区。",
        "There are too few communities to compare, so no areas are drawn.",
    ),
    "areas.no_variance": (
        "各社区服务薄弱人口占比相同，无从划片区。",
        "The share of people underserved is the same everywhere, so no area stands out.",
    ),
    "areas.none": (
        "没有显著成片的服务薄弱社区。",
        "No area stands out more than by chance.",
    ),
    # --- corridors in tables and in the workbook --------------------------------------------------
    "corridor_head.number": ("序号", "No."),
    "corridor_head.action": ("事项", "Action"),
    "corridor_head.rank": ("次序", "Rank"),
    "corridor_head.far_name": ("户籍地一端", "Far end"),
    "corridor_head.near_name": ("本市一端", "Near end"),
    "corridor_head.state": ("状态", "State"),
    "corridor_head.people": ("人数", "People"),
    "corridor_head.people_in": ("流入人数", "People in"),
    "corridor_head.people_out": ("流出人数", "People out"),
    "corridor_head.expected_in": ("期望流入", "Expected in"),
    "corridor_head.ratio_in": ("实际/期望", "Ratio in"),
    "corridor_head.p": ("p值", "p"),
    "corridor_head.p_far": ("p（户籍地）", "p far end"),
    "corridor_head.p_near": ("p（本市）", "p near end"),
    "corridor_head.significant": ("显著", "Significant"),
    "corridor_head.kept_share": ("扰动下保留", "Kept under noise"),
    "corridor_head.factor_shortage": ("缺岗系数", "Shortage factor"),
    "corridor_head.factor_reach": ("可及系数", "Reach factor"),
    "corridor_head.score": ("得分", "Score"),
    "corridor_head.agreement_places": ("现有协议", "Agreement"),
    "corridor_head.signed_on": ("签订日期", "Signed on"),
    "corridor_head.valid_until": ("有效期至", "Valid until"),
    "corridor_head.notices_sent": ("发出通报", "Notices sent"),
    "corridor_head.notices_answered": ("收到反馈", "Answered"),
    "corridor_head.notices_in_time": ("按时反馈", "In time"),
    "corridor_head.on_time_share": ("按时率", "Share in time"),
    "corridor_head.meets_norm": ("达到要求", "Meets norm"),
    "corridor_head.far_code": ("户籍地代码", "Far code"),
    "corridor_head.near_code": ("本市代码", "Near code"),
    "corridor_head.origin_state": ("情况", "Why"),
    "corridor_head.kind": ("共享内容", "What"),
    "corridor_head.from_name": ("提供方", "Lends"),
    "corridor_head.to_name": ("受益方", "Gains"),
    "corridor_head.crosses": ("跨越边界", "Crosses"),
    "corridor_head.posts": ("岗位数", "Posts"),
    "corridor_head.minutes_before": ("原用时（分）", "Minutes before"),
    "corridor_head.minutes_after": ("现用时（分）", "Minutes after"),
    "corridor_head.minutes_gained": ("节省（分）", "Minutes gained"),
    "corridor_head.people_without_own": ("原无站点人数", "Without own site"),
    "corridor_head.distance_m": ("相距（米）", "Metres apart"),
    "corridor_head.from_code": ("提供方代码", "Lends: code"),
    "corridor_head.to_code": ("受益方代码", "Gains: code"),
    "corridor_head.way": ("方向", "Way"),
    "corridor_action.sign": ("新签", "sign"),
    "corridor_action.renew": ("续签", "renew"),
    "corridor_yes.yes": ("是", "yes"),
    "corridor_yes.no": ("否", "no"),
    "corridor_way.in": ("流入", "in"),
    "corridor_way.out": ("流出", "out"),
    "corridor_way.between": ("两地之间", "between"),
    "sharing_level.district": ("区县界", "district"),
    "sharing_level.street": ("街道界", "street"),
    "sharing_level.community": ("社区界", "community"),
    "sharing_kind.posts": ("岗位", "Posts"),
    "sharing_kind.site": ("站点", "Sites"),
    "origin_state.ambiguous": ("可能是几个地方", "may be several places"),
    "origin_state.unknown": ("代码或名称不存在", "no code or name of a place"),
    "origin_state.missing": ("未填", "not given"),
    "origin_state.province_only": ("只知道省", "province only"),
    "origin_state.prefecture_only": ("只知道地市", "prefecture only"),
    "origin_state.near_unknown": ("本市一端不明", "near end not known"),
    "corridors.unit.province": ("省", "Province"),
    "corridors.unit.prefecture": ("地市", "Prefecture"),
    "corridors.unit.county": ("县", "County"),
    "corridors.unit.city": ("全市", "City"),
    "corridors.unit.district": ("区县", "District"),
    "corridors.unit.street": ("街道", "Street"),
    "corridors.unit.community": ("社区", "Community"),
    "corridor_state.missing": ("未签", "missing"),
    "corridor_state.lapsed": ("已到期", "lapsed"),
    "corridor_state.lapsing": ("即将到期", "lapsing"),
    "corridor_state.agreed": ("有效", "agreed"),
    "corridor_title.corridors": ("{city}协作走廊表", "Cooperation corridors, {city}"),
    "corridor_title.drafts": ("{city}拟签协作协议清单", "Agreements to sign, {city}"),
    "corridor_title.sharing": ("{city}邻近共享建议表", "Sharing between neighbours, {city}"),
    "corridor_title.rest": (
        "{city}两端不明的流动人口",
        "People whose ends are not known, {city}",
    ),
    "corridor_sheet.corridors": ("协作走廊", "Corridors"),
    "corridor_sheet.drafts": ("拟签协议", "Agreements to sign"),
    "corridor_sheet.sharing": ("邻近共享", "Sharing"),
    "corridor_sheet.rest": ("两端不明", "Not known"),
    "corridor_book.units": ("户籍地按{far}，本市按{near}", "Far end by {far}, near end by {near}"),
    "corridor_book.note_rules": (
        "显著：差异过滤（Serrano 等 2009）任一端 p < {p}，且两个方向合计不少于{least}人；某一端只有一条走廊时，该端 p 记为1。",
        "Significant: p < {p} in the disparity filter (Serrano et al. 2009) from either end, and at least {least} people both ways; an end with one corridor only tells nothing (p is 1).",
    ),
    "corridor_book.note_score": (
        "得分 = 人数 ×（1 + 本市一端缺岗比例）×（1 + 本市一端可及范围外人口比例）；显著的排在前面。",
        "Score = people × (1 + share of posts missing at the near end) × (1 + share of people out of reach there); significant corridors go first.",
    ),
    "corridor_book.note_norm": (
        "通报应在{days}个工作日内反馈（{days_source}）；按时率应达到{percent}%（{percent_source}）。",
        "Notices are to be answered within {days} working days ({days_source}); {percent} % of them in time ({percent_source}).",
    ),
    "corridor_book.note_sharing": (
        "相邻单位之间的最优分配（运输问题，HiGHS 求解）：使得到服务的人最多，站点则使总用时最短。",
        "The optimum between neighbours (a transport problem, solved by HiGHS): of posts, most people answered for; of sites, the shortest ways together.",
    ),
    "corridor_book.note_cut": (
        "只列前{most}行，共{all}行；全部见 CSV。",
        "The first {most} rows of {all}; all are in the CSV.",
    ),
    # --- the Corridors page ----------------------------------------------------------------------
    "page.corridors": ("协作走廊", "Corridors"),
    "corridor_head.balance": ("净流入", "Balance"),
    "corridor_head.far_province_name": ("所在省", "Province"),
    "corridors.other_end": ("另一端", "Other end"),
    "corridors.finding": ("正在计算走廊……", "Finding corridors…"),
    "corridors.ask.corridor_far": ("户籍地按", "Far end by"),
    "corridors.ask.corridor_near": ("本市按", "Near end by"),
    "corridors.ask.most": ("显示", "Show"),
    "corridors.ask.first": ("前{count}条", "first {count}"),
    "corridors.ask.share": ("每条至少占全部人口", "Least share of people"),
    "corridors.ask.significant": (
        "只看显著的（p < {p}，超出偶然）",
        "Only significant ones (p < {p}, more than chance)",
    ),
    "corridors.ask.inside": ("返回：{name}", "Back from {name}"),
    "corridors.figure.shown": ("走廊", "Corridors"),
    "corridors.figure.of": ("符合条件{count}条，共{all}条", "{count} fit, of {all}"),
    "corridors.figure.people": ("占全部人口", "Share of all people"),
    "corridors.figure.people_of": ("{people}人", "{people} people"),
    "corridors.figure.significant": ("显著走廊", "Significant"),
    "corridors.figure.open": ("无有效协议的人口", "People without an agreement"),
    "corridors.figure.open_of": ("{count}条走廊", "on {count} corridors"),
    "corridors.figure.on_time": ("通报按时反馈", "Answered in time"),
    "corridors.figure.norm": ("要求不低于{percent}%", "norm: {percent} %"),
    "corridors.rest_on": ("这些数字的依据（{count}条）", "What these figures rest on ({count})"),
    "corridors.stable": (
        "人数在±{percent}%内随机变动{draws}次：{kept}条显著走廊平均有{mean}条改变判断，{flipping}条至少改变过一次。",
        "with people changed at random by up to ±{percent} %, {draws} times: of {kept} significant corridors {mean} are decided otherwise on average, {flipping} at least once.",
    ),
    "corridors.none_fits": (
        "没有走廊符合这些条件，请放宽筛选。",
        "No corridor fits these filters. Widen them.",
    ),
    "corridors.view": ("视图", "View"),
    "corridors.view.map": ("流向图", "Flow map"),
    "corridors.view.matrix": ("矩阵", "Matrix"),
    "corridors.map.legend": ("协议状态", "Agreement"),
    "corridors.map.people": ("人", "people"),
    "corridors.map.city": ("显示本市", "Show the city"),
    "corridors.map.hint": (
        "线宽为人数，箭头为方向。点击线查看走廊，点击外地地名查看其全部走廊并下钻。",
        "Width goes with people, arrows show the way. Click a line for its corridor, a far place for all its corridors and its parts.",
    ),
    "corridors.map.lost": (
        "有{count}条因一端没有位置，未画出。",
        "{count} are not drawn: an end has no known place.",
    ),
    "corridors.matrix.measure": ("颜色", "Colour"),
    "corridors.matrix.people": ("人数", "People"),
    "corridors.matrix.ratio": ("实际/期望", "Ratio to expected"),
    "corridors.matrix.state": ("协议状态", "Agreement"),
    "corridors.matrix.other": ("其余", "others"),
    "corridors.matrix.hint": (
        "行为户籍地，列为本市一端，格中为人数；点击一格查看走廊。",
        "Far ends down, near ends across, people in the cells. Click a cell for its corridor.",
    ),
    "corridors.matrix.beyond": (
        "只列人数最多的行和列，其余合计为“其余”，总数不变。",
        "Rows and columns of most people; the rest is summed up as “others”, so that totals hold.",
    ),
    "corridors.table": ("走廊表（{count}条）", "Corridors ({count})"),
    "corridors.choose": (
        "点击图上的线、外地地名或表中一行，查看双方详情。",
        "Click a line, a far place or a row to see both ends.",
    ),
    "corridors.next.title": ("下一步要签的协议", "Agreements to sign next"),
    "corridors.next.told": (
        "显著而没有有效协议（或即将到期）的走廊，按次序；完整清单可下载。",
        "Significant corridors without an agreement that lasts, in order of rank; the whole list can be downloaded.",
    ),
    "corridors.next.none": (
        "没有待签的协议：显著的走廊都有有效协议，或没有显著的走廊。",
        "Nothing to sign: all significant corridors have an agreement in force, or none is significant.",
    ),
    "corridors.card.agreement": (
        "协议 {places}，{signed} 签订，有效期至 {until}",
        "agreement {places}, signed {signed}, valid until {until}",
    ),
    "corridors.card.no_agreement": ("没有协议", "no agreement"),
    "corridors.card.inside": (
        "没有覆盖两端的协议，但两端之内有{count}份有效协议",
        "no agreement covers both ends, but {count} in force between parts of them",
    ),
    "corridors.card.people": ("人数", "People"),
    "corridors.card.expected": ("期望人数", "Expected"),
    "corridors.card.ratio": ("实际/期望", "Ratio"),
    "corridors.card.notices_sent": ("发出通报", "Notices sent"),
    "corridors.card.notices_answered": ("对方已反馈", "Answered"),
    "corridors.card.notices_in_time": ("按时反馈", "In time"),
    "corridors.card.notices_late": ("逾期反馈", "Late"),
    "corridors.card.notices_pending": ("未到期", "Not yet due"),
    "corridors.card.notices_unknown_year": ("年份节假日未知", "Of unknown years"),
    "corridors.card.score": (
        "第{rank}位（共{all}条）：{people}人 × 缺岗系数{shortage} × 可及系数{reach} = {score}",
        "Rank {rank} of {all}: {people} people × shortage {shortage} × reach {reach} = {score}",
    ),
    "corridors.card.significant": (
        "显著：p {p}（标准 {limit}），不是偶然。",
        "Significant: p {p} (limit {limit}), more than chance.",
    ),
    "corridors.card.chance": (
        "不显著：p {p}（标准 {limit}），或人数过少，可能只是偶然。",
        "Not significant: p {p} (limit {limit}), or too few people; it may be chance.",
    ),
    "corridors.card.kept": (
        "人数随机变动后，{share}的情形下仍显著。",
        "Significant in {share} of the draws with people changed at random.",
    ),
    "corridors.card.meets": (
        "通报在{days}个工作日内反馈的比例达到{percent}%的要求。",
        "Meets the norm: {percent} % of notices answered within {days} working days.",
    ),
    "corridors.card.misses": (
        "通报在{days}个工作日内反馈的比例未达到{percent}%的要求。",
        "Misses the norm: {percent} % of notices answered within {days} working days.",
    ),
    "corridors.card.sign": ("建议签订协议。", "An agreement should be signed."),
    "corridors.card.renew": ("建议续签协议。", "The agreement should be renewed."),
    "corridors.far.told": (
        "共{people}人（占{share}），{count}条走廊，图上显示{shown}条：",
        "{people} people ({share} of all) on {count} corridors, of which {shown} are shown:",
    ),
    "corridors.far.open": ("{near} · {people}人", "{near} · {people} people"),
    "corridors.far.drill": ("下钻到{unit}", "Drill down by {unit}"),
    "corridors.download.drafts": ("拟签协议清单（CSV）", "Agreements to sign (CSV)"),
    "corridors.download.workbook": ("协作走廊（Excel）", "Corridors (Excel)"),
    "corridors.download.shown": ("当前走廊（CSV）", "Corridors shown (CSV)"),
    "corridors.download.all": ("全部走廊（CSV）", "All corridors (CSV)"),
    "corridors.download.layer": ("走廊线图层（GeoPackage）", "Corridors as lines (GeoPackage)"),
    "sharing.title": ("邻近共享", "Sharing between neighbours"),
    "sharing.nothing": (
        "相邻单位之间没有可共享的岗位或站点。",
        "Neighbours have no posts or sites to share.",
    ),
    "sharing.told_posts": (
        "{pairs}对相邻社区可共享{posts}个富余岗位，惠及{people}人（最优分配）。",
        "{pairs} pairs of neighbours could share {posts} spare posts, for {people} people (the optimum).",
    ),
    "sharing.told_site": (
        "{pairs}对相邻区县互用站点，{people}人受益，平均每人节省{minutes}分钟（最优分配）。",
        "{pairs} pairs of districts could use each other’s sites: {people} people gain {minutes} minutes each on average (the optimum).",
    ),
    "sharing.hint.posts": (
        "箭头从有富余岗位的社区指向缺岗的社区；底色为人员配备状态。点表中一行可突出显示。",
        "Arrows go from spare posts to a shortage; colours are those of staffing. Choose a row to stress it.",
    ),
    "sharing.hint.site": (
        "箭头从有站点的区县指向使用它的区县；底色为人员配备状态。点表中一行可突出显示。",
        "Arrows go from the district that has the sites to the one whose people use them; colours are those of staffing. Choose a row to stress it.",
    ),
    # --- pages ----------------------------------------------------------------------------------
    "page.overview": ("总览", "Overview"),
    "page.staffing": ("人员配备", "Staffing"),
    "page.data": ("数据", "Data"),
    "page.language": ("语言 Language", "语言 Language"),
    "page.loading": ("正在打开城市数据……", "Opening the city…"),
    "page.no_city": (
        "无法打开城市数据，请修改以下各处后刷新页面：",
        "The city cannot be opened. Mend the following, then reload the page:",
    ),
    "page.failed": (
        "程序出错，此页未能显示；详情见启动程序的窗口。请刷新页面；若再次出现，请把窗口中的文字发给维护者。",
        "Something went wrong and this page cannot be shown; the window that started the program says more. Reload the page; if it happens again, send those lines to the maintainers.",
    ),
    "page.all": ("全部", "All"),
    "map.floating": ("流动人口", "Floating residents"),
    "map.state": ("配备状态", "State of staffing"),
    "map.ratio": ("每名工作人员服务人数", "People per staff member"),
    "map.gap": ("缺口（名）", "Posts missing"),
    "map.no_ratio": ("无人员或无数据", "no staff or no data"),
    "map.no_gap": ("无缺口或无数据", "no gap or no data"),
    "map.fit": ("缩放至全部所选社区", "Show all chosen communities"),
    "map.none": (
        "没有社区边界，无法绘制地图；表格不受影响。",
        "No community has a boundary, so there is no map; the table is complete.",
    ),
    "map.hint": (
        "点击社区查看详情；灰白色为未选中的社区。",
        "Click a community for its card. Communities filtered out are pale.",
    ),
    "map.no_boundary": (
        "{communities}个社区没有边界，地图上不显示，表格中可查。",
        "Without a boundary, so in the table but not on the map: {communities}.",
    ),
    "staffing.people": ("流动人口（人）", "Floating residents"),
    "staffing.staff": ("现有人员（名）", "Posts"),
    "staffing.need": ("应配人员（名）", "Needed"),
    "staffing.gap": ("缺口（名）", "Gap"),
    "staffing.communities": ("社区（个）", "Communities"),
    "staffing.share_met": ("达标比例", "Share met"),
    "staffing.ratio": ("人/名", "People per post"),
    "staffing.status": ("状态", "State"),
    "staffing.community": ("社区（村）", "Community"),
    "staffing.code": ("代码", "Code"),
    "staffing.district": ("区县", "District"),
    "staffing.street": ("街道（乡镇）", "Street"),
    "staffing.kind": ("类型", "Kind"),
    "staffing.near_edge": ("临界", "On the edge"),
    "staffing.on_edge": ("临界", "near the edge"),
    "staffing.share_of": ("{met}/{demand}个社区", "{met} of {demand} communities"),
    "staffing.short_of": ("{communities}个社区未达标", "in {communities} communities"),
    "staffing.of_all": ("全市共{communities}个", "of {communities} in the city"),
    "staffing.per_people": ("每{norm}人1名", "1 per {norm} people"),
    "staffing.spare_of": ("富余{spare}名，不抵补", "{spare} spare, not set off"),
    "staffing.norm": (
        "标准：每{norm}名流动人口至少配备1名专（兼）职工作人员，逐个社区核算，向上取整；兼职1名计{weight}名。依据：{source}。",
        "Norm: at least one full- or part-time staff member per {norm} floating residents in every community, rounded up; a part-time post counts {weight}. Source: {source}.",
    ),
    "staffing.share_norm": (
        "达标比例=达标社区÷有流动人口且人员情况已知的社区；无需求、无数据的社区不计入。",
        "Share met = communities met ÷ communities that have floating residents and a known roster; those with no demand or no data are left out.",
    ),
    "staffing.measure": ("地图内容", "Map shows"),
    "staffing.measure.state": ("状态", "State"),
    "staffing.measure.ratio": ("每名人员\n服务人数", "People per staff"),
    "staffing.measure.gap": ("缺口", "Gap"),
    "staffing.empty": (
        "没有符合条件的社区，请放宽筛选。",
        "No community fits these filters. Widen them.",
    ),
    "staffing.table": (
        "社区明细（{communities}个，按缺口排列）",
        "Communities ({communities}, by gap)",
    ),
    "card.choose": (
        "在地图上点击一个社区，或在下表中选一行，这里显示它的详情。",
        "Click a community on the map, or choose a row of the table below, and its card opens here.",
    ),
    "card.close": ("关闭", "Close"),
    "card.worst": ("缺口最大的社区", "Largest gaps"),
    "card.code": ("代码 {code}", "code {code}"),
    "card.people": ("流动人口", "People"),
    "card.staff": ("现有", "Posts"),
    "card.need": ("应配", "Needed"),
    "card.gap": ("缺口", "Gap"),
    "card.met": (
        "{people}人，应配{need}名，现有{staff}名，达到配备标准。",
        "{people} people; posts needed {need}, there {staff}: the norm is met.",
    ),
    "card.short": (
        "{people}人，应配{need}名，现有{staff}名，还缺{gap}名。",
        "{people} people; posts needed {need}, there {staff}, missing {gap}.",
    ),
    "card.unstaffed": (
        "{people}人，应配{need}名，没有配备人员。",
        "{people} people; posts needed {need}, nobody there.",
    ),
    "card.no_demand": ("没有流动人口，无需配备。", "No floating residents: nothing needed."),
    "card.no_data": (
        "人口或人员数据缺失，无法核算。",
        "People or posts are not known: nothing can be said.",
    ),
    "card.ratio": (
        "每名人员服务{ratio}人（标准{norm}人）。",
        "{ratio} people per staff member (norm {norm}).",
    ),
    "card.no_boundary": (
        "该社区没有边界，地图上不显示。",
        "This community has no boundary and is not on the map.",
    ),
    "card.sensitivity": ("离临界有多近", "How near the edge"),
    "card.tight": ("标准改为每名{norm}人", "Norm {norm}:1"),
    "card.loose": ("标准改为每名{norm}人", "Norm {norm}:1"),
    "card.fewer": ("人口减少{percent}%", "{percent} % fewer people"),
    "card.more": ("人口增加{percent}%", "{percent} % more people"),
    "card.next_post": (
        "再增加{people}人，须多配1名。",
        "{people} more people would need one more post.",
    ),
    "card.changes": ("状态会变", "state changes"),
    "card.neighbours": ("相邻社区", "Neighbours"),
    "card.no_neighbours": ("没有相邻社区。", "No neighbours."),
    "card.spare": ("富余", "Spare"),
    "card.neighbours_spare": (
        "相邻社区共富余{spare}名，可商调兼顾；不改变本社区的缺口。",
        "Neighbours have {spare} posts to spare: worth a talk. They do not change this community's gap.",
    ),
    "overview.headline": (
        "{judged}个有流动人口的社区中，{missed}个没有达到配备标准，共缺{gap}名工作人员。",
        "{missed} of {judged} communities with floating residents miss the norm; {gap} posts are missing.",
    ),
    "overview.worst": ("缺口最大的是{name}，缺{gap}名。", "The worst is {name}: {gap} posts."),
    "overview.all_met": (
        "{judged}个有流动人口的社区全部达到配备标准。",
        "All {judged} communities with floating residents meet the norm.",
    ),
    "overview.not_judged": (
        "缺少人口记录或人员名册，无法核算是否达标。",
        "Without records of people or a staff roster nothing can be said about the norm.",
    ),
    "overview.no_data": (
        "另有{communities}个社区数据不全，未作判断。",
        "Not judged for want of data: {communities} communities.",
    ),
    "overview.people_missed": ("未达标社区的流动人口", "People below the norm"),
    "overview.share_people": ("占全部的{share}", "{share} of all"),
    "overview.map": ("人在哪里，缺口在哪里", "Where people are, where posts are missing"),
    "overview.show.people": ("流动人口", "People"),
    "overview.show.gap": ("人员缺口", "Posts missing"),
    "overview.heat.people": ("流动人口密度", "Floating residents"),
    "overview.heat.gap": ("缺口密度", "Posts missing"),
    "overview.low": ("少", "few"),
    "overview.high": ("多", "many"),
    "overview.told.people": (
        "颜色为约500米方格内流动人口的相对多少（{period}）。",
        "Colour: floating residents in cells of about 500 m, relative to the rest of the map ({period}).",
    ),
    "overview.told.gap": (
        "颜色为缺口的相对多少：每个社区缺的人数，按其流动人口所在的方格分摊。图上共{gap}名。",
        "Colour: posts missing, relative to the rest of the map. Each community's gap is spread over the cells its people live in. Posts on the map: {gap}.",
    ),
    "overview.no_point": (
        "{people}人只有社区代码、没有可用坐标，热力图上不显示，各项数字已计入。",
        "Not on the heatmap, but in all figures: {people} people known by community code only.",
    ),
    "overview.small_cells": (
        "不足{least}人的方格不显示，共{people}人。",
        "Cells of fewer than {least} people are not shown: {people} people in all.",
    ),
    "overview.gap_off_map": (
        "没有边界的社区另缺{gap}名，图上不显示。",
        "Communities without a boundary lack {gap} more, not on the map.",
    ),
    "overview.click": (
        "点击社区，转到人员配备页查看详情。",
        "Click a community to see it on the Staffing page.",
    ),
    "overview.districts": ("区县排名", "Districts ranked"),
    "overview.rank_by.gap_staff": ("按缺口", "by gap"),
    "overview.rank_by.share_met": ("按达标比例", "by share met"),
    "overview.rank_told.gap_staff": (
        "条形为缺口（名），多的在前；右为达标比例。",
        "Bars: posts missing, most first; right: share of communities met.",
    ),
    "overview.rank_told.share_met": (
        "条形为达标比例，低的在前；右为缺口（名）。",
        "Bars: share of communities met, lowest first; right: posts missing.",
    ),
    "overview.rank_first": (
        "列出前{shown}个，全部{all}个见下表。",
        "The first {shown} of {all}; all are in the table below.",
    ),
    "overview.periods": ("各期流动人口", "Floating residents by period"),
    "overview.one_period": (
        "记录只有一期，看不出变化。",
        "The records have one period only; there is no change to show.",
    ),
    "overview.change": (
        "{period}比上一期（{before}）{more}人（{percent}）。",
        "{period} against {before}: {more} people ({percent}).",
    ),
    "overview.sure": ("结论有多稳", "How sure is this"),
    "overview.sure_told": (
        "{changing}个社区处于临界：标准或人口稍有出入，状态就会变；其余{stable}个不受影响。",
        "{changing} communities are near the edge: a slightly different norm or number of people changes their state. The other {stable} stay as they are.",
    ),
    "overview.if_missed": ("个社区未达标", "communities miss it"),
    "overview.if_changing": (
        "{difference}；{changing}个状态会变",
        "{difference}; {changing} change state",
    ),
    "overview.as_is": ("现行标准每名{norm}人", "Norm as it is, {norm}:1"),
    "overview.table": ("区县明细", "Districts in figures"),
    "overview.missed": ("未达标社区", "Communities that miss"),
    "overview.changing": ("临界社区", "Near the edge"),
    "upload.title": ("使用自己的数据", "Use your own data"),
    "upload.where": (
        "文件只放在运行本程序的机器上一个临时文件夹里，只供本次浏览使用；关闭或刷新页面后清除，至多保留一天。姓名、证件号、电话等个人信息不读取、不显示。",
        "Files go to a temporary folder of the machine that runs this program, for this visit only. They are cleared away when the page is closed or reloaded, and after a day at most. Personal columns are neither read nor shown.",
    ),
    "upload.templates": ("下载数据模板 Excel", "Templates .xlsx"),
    "upload.begin": ("开始上传", "Begin"),
    "upload.city_name": ("城市名称", "Name of the city"),
    "upload.kind": ("文件种类", "What the file is"),
    "upload.boundaries": ("社区边界", "Boundaries"),
    "upload.records": ("人口记录", "Records"),
    "upload.staff": ("人员名册", "Staff roster"),
    "upload.sites": ("服务站点", "Service sites"),
    "upload.streets": ("路网", "Streets"),
    "upload.travel_times": ("出行时间表", "Travel times"),
    "upload.agreements": ("协作协议", "Agreements"),
    "upload.notices": ("信息通报", "Notices"),
    "upload.outflow": ("流出人口", "Outflow"),
    "upload.flows": ("流向表", "Flows"),
    "upload.crosswalk": ("新旧代码对照", "Codes old and new"),
    "upload.required": ("{kind}（必需）", "{kind} (needed)"),
    "upload.choose": ("选择文件，或拖到这里", "Choose files, or drop them here"),
    "upload.formats": (
        "可用格式：{formats}；每个文件不超过 {size} MB。",
        "Formats: {formats}; up to {size} MB each.",
    ),
    "upload.none_yet": ("还没有文件。", "No file yet."),
    "upload.kept_as": ("{shown}（存为 {name}，{size}）", "{shown} (kept as {name}, {size})"),
    "upload.remove": ("移除", "Remove"),
    "upload.refused": ("这些文件没有保留：", "These files were not kept:"),
    "upload.coordinates": ("坐标系", "Coordinate system"),
    "upload.coordinates_told": (
        "选错会偏移约500米；不清楚时请问数据提供者。国内平台导出的多为 GCJ-02。",
        "The wrong one shifts points by about 500 m; ask whoever made the data. Chinese platforms mostly hand out GCJ-02.",
    ),
    "upload.select": ("请选择", "Choose"),
    "system.wgs84": ("WGS84（GPS、国际通用）", "WGS84 (GPS)"),
    "system.cgcs2000": ("CGCS2000（2000国家大地坐标系）", "CGCS2000"),
    "system.gcj02": (
        "GCJ-02（高德、腾讯等国内平台）",
        "GCJ-02 (AMap, Tencent and most Chinese platforms)",
    ),
    "system.bd09": ("BD-09（百度）", "BD-09 (Baidu)"),
    "upload.crs": ("坐标参考系", "Reference system"),
    "upload.crs_told": (
        "图层没有写明时才填，如 EPSG:4547。",
        "Only if the layer does not say it; such as EPSG:4547.",
    ),
    "upload.period": ("统计月份", "Month"),
    "upload.period_told": (
        "如 2026-10；不填则取数据中最近一月。",
        "Such as 2026-10; without it, the latest of the data.",
    ),
    "upload.origin_year": ("户籍地代码年份", "Year of the codes of origin"),
    "upload.origin_year_told": (
        "如 2020；不清楚则不填。",
        "Such as 2020; leave it empty if it is not known.",
    ),
    "upload.year": ("区划代码年份", "Year of the codes"),
    "upload.year_told": (
        "如 2020；不清楚则不填。",
        "Such as 2020; leave it empty if it is not known.",
    ),
    "upload.mode": ("出行方式", "Way of travel"),
    "upload.mode_told": (
        "表中的分钟数是哪种方式；不选为步行。",
        "Which way the minutes of the table are for; on foot if not chosen.",
    ),
    "upload.rows": ("矩阵各行是", "Rows of a matrix"),
    "upload.rows_told": (
        "只有矩阵左上角没有写明时才选。",
        "Only for a matrix whose first head does not say it.",
    ),
    "row.origin": ("户籍地", "Where people come from"),
    "row.destination": ("现住地", "Where people live now"),
    "upload.streets_told": (
        "读到{nodes:,}个节点、{edges:,}条边（双向道路计两条），经度{west:.3f}至{east:.3f}，纬度{south:.3f}至{north:.3f}。",
        "Read: {nodes:,} nodes and {edges:,} edges (a street of two ways is two), from {west:.3f} to {east:.3f} degrees of longitude and {south:.3f} to {north:.3f} of latitude.",
    ),
    "upload.matrix_told": (
        "行和列都是地点的矩阵不用核对列，照现在这样即可。",
        "A matrix, of which rows and columns are places, needs no matching: leave this as it is.",
    ),
    "upload.part": ("要用工作簿中的哪张表、或文件中的哪个图层", "Which sheet or layer"),
    "upload.match": ("核对列", "Match the columns"),
    "upload.match_told": (
        "为每一列选文件中的表头，*为必需。按内容推测的要点“采用”才生效；个人信息列不在可选之列。",
        "Choose a head of the file for each column; * is needed. What is guessed from the content counts only after “Apply”. Personal columns are not on offer.",
    ),
    "upload.not_read": ("（不读取）", "(not read)"),
    "upload.sure.chosen": ("已选定", "chosen"),
    "upload.sure.synonym": ("按表头", "by its head"),
    "upload.sure.content": ("按内容推测", "guessed from content"),
    "upload.sure.none": ("未找到", "not found"),
    "upload.apply": ("采用", "Apply"),
    "upload.twice": (
        "同一表头不能用作两列，请改选：",
        "One head cannot be two columns. Choose again:",
    ),
    "upload.first_rows": (
        "前几行（个人信息列不显示内容）",
        "First rows (personal columns are not shown)",
    ),
    "upload.hidden": ("不读取", "not read"),
    "upload.check": ("检查结果", "What is to be mended"),
    "upload.checking": ("正在检查……", "Checking…"),
    "upload.still_needed": ("还需要：{what}。", "Still needed: {what}."),
    "upload.still_coordinates": ("{kind}的坐标系", "the coordinate system of: {kind}"),
    "upload.list_separator": ("、", ", "),
    "upload.good": ("没有发现问题，可以核算。", "No fault was found: ready to run."),
    "upload.good_enough": ("以下问题不影响核算：", "These faults do not stop a run:"),
    "upload.stops": (
        "以下问题使核算无法进行（提到 city.toml 的，在上面选定即可）：",
        "These faults stop a run (what is to be written in city.toml can be chosen above):",
    ),
    "upload.below": (
        "以下仍是原来的城市。",
        "Below is still the former city.",
    ),
    "upload.see_staffing": ("看人员配备", "See the staffing"),
    "upload.run": ("核算", "Run"),
    "upload.download": ("下载此城市文件夹 zip", "This city folder .zip"),
    "upload.back": ("回到原来的城市", "Back to the former city"),
    "upload.discard": ("清除上传的文件", "Clear the uploads"),
    "upload.shown_now": (
        "现在各页显示的是您上传的“{name}”。",
        "All pages now show the city you uploaded: {name}.",
    ),
    "data.total": ("合计", "Total"),
    "data.cannot_run": (
        "有问题使核算无法进行，请先修改以下各处，再刷新页面：",
        "These faults stop the run. Mend them, then reload the page:",
    ),
    "data.also_wrong": ("另有不影响核算的问题：", "Other faults, which do not stop a run:"),
    "data.read": ("读取记录（行）", "Rows read"),
    "data.counted": ("计入（行）", "Rows counted"),
    "data.aside": ("未计入（行）", "Rows set aside"),
    "data.files": ("记录文件（个）", "Files of records"),
    "data.persons": ("{persons}人", "{persons} people"),
    "data.closes": (
        "读取 {read} 行 = 计入 {counted} 行 + 未计入 {aside} 行",
        "{read} rows read = {counted} counted + {aside} set aside",
    ),
    "data.closes_persons": (
        "读取 {read} 人 = 计入 {counted} 人 + 未计入 {aside} 人",
        "{read} people read = {counted} counted + {aside} set aside",
    ),
    "data.bad_counts": (
        "人数无法读取的{rows}行，人数按0计。",
        "Rows whose count cannot be read have no people here: {rows}.",
    ),
    "data.faults": ("输入文件的问题（{faults}）", "Faults of the input files ({faults})"),
    "data.no_faults": ("没有发现问题。", "No fault was found."),
    "data.account": ("记录账目", "Account of the records"),
    "data.account_told": (
        "每个文件：读取的行 = 计入 + 未计入，逐项列出。",
        "For every file: rows read = counted + set aside, item by item.",
    ),
    "data.no_records": ("没有记录。", "There are no records."),
    "data.file": ("文件", "File"),
    "data.outcome": ("结果", "Outcome"),
    "data.rows": ("行数", "Rows"),
    "data.people": ("人数", "People"),
    "data.sum.read": ("读取", "Read"),
    "data.sum.counted": ("计入", "Counted"),
    "data.sum.aside": ("未计入", "Set aside"),
    "data.closed": ("相符", "closes"),
    "data.not_closed": ("不符", "does not close"),
    "data.check": ("核对", "Check"),
    "data.set_aside": ("未计入的记录", "Rows set aside"),
    "data.none_aside": ("所有记录都已计入。", "Every record was counted."),
    "data.reason": ("原因", "Reason"),
    "data.places": ("未计入的记录在哪里", "Where rows were set aside"),
    "data.places_told": (
        "圆点为约2公里方格，按原因着色；数字为约数，不足{least}行只写“<{least}”。只显示地点，不显示个人。",
        "Circles are cells of about 2 km, coloured by reason. Counts are rounded; under {least} rows it only says “<{least}”. Places are shown, never persons.",
    ),
    "data.where": (
        "未计入的{rows}行中：地图上{near}行，远在地图之外{far}行，没有坐标{nowhere}行。",
        "Of {rows} rows set aside, {near} are on the map, {far} far off it, and {nowhere} have no point.",
    ),
    "data.no_places": (
        "未计入的记录在地图范围内没有坐标。",
        "No row that was set aside has a point on the map.",
    ),
    "data.off_map": ("坐标远在地图之外", "Points far off the map"),
    "data.off_map_told": (
        "这些坐标远离城市，多因经纬度颠倒或录入有误。大致位置以1°方格中心表示。",
        "These points are far from the city: lon and lat swapped, or entered wrongly. Where, as the centres of 1° cells:",
    ),
    "data.off_map_more": (
        "另有{cells}处，共{rows}行。",
        "More such places: {cells}, with {rows} rows.",
    ),
    "data.near": ("位置（约）", "Where, about"),
    "data.notes": ("已计入，但请留意", "Counted, but worth a look"),
    "data.note": ("说明", "Note"),
    "data.columns": ("没有读取的列", "Columns not read"),
    "data.columns_told": (
        "个人信息（姓名、证件号、电话等）读入时即舍弃；其余列用不到。",
        "Personal columns (names, identity numbers, phones) are dropped at the door; the others are not needed.",
    ),
    "data.no_columns": ("所有列都已读取。", "Every column was read."),
    "data.column": ("列", "Column"),
    "data.why": ("为何不读", "Why"),
    "data.inputs": ("输入文件", "Input files"),
    "data.inputs_told": (
        "SHA-256 的前12位；文件只要改动一处，校验码就不同。",
        "The first 12 digits of the SHA-256: it changes with any change of the file.",
    ),
    "data.hash": ("校验码", "Checksum"),
    "download.set_aside": ("未计入记录清单 CSV", "Rows set aside .csv"),
    "download.title": ("下载", "Downloads"),
    "download.workbook": ("缺口表 Excel（全市）", "Workbook .xlsx (whole city)"),
    "download.table": ("所选社区 CSV", "Chosen communities .csv"),
    "download.layer": ("地图数据 GeoPackage（全市）", "GeoPackage .gpkg (whole city)"),
}

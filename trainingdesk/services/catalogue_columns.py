"""The columns of the lists of the catalogue (目录): what an export calls them, what else a sender may, and what is in them.

The titles are data of the file, not of the interface: whoever gets the file reads Chinese, and so does the import.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.services.list_cells import (
    COUNT,
    CREDIT_CODE,
    DAY,
    DIVISION,
    PHONE,
    POINTS,
    TEXT,
    YES_NO,
    coded,
    one_of,
    reference,
    several_coded,
)

if TYPE_CHECKING:
    from trainingdesk.services.list_cells import CellForm


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column; ``also`` is what senders call it. What is not ``exported`` is read where it stands, and never handed out.

    Phones of people and what is noted of an instructor are not: nothing of such a list is logged.
    """

    title: str
    field: str
    form: CellForm
    also: tuple[str, ...] = ()
    exported: bool = True
    width: float = 16


_EMPLOYMENT: Final = one_of(
    {"full_time": ("专职", "专", "全职"), "part_time": ("兼职", "兼", "外聘", "外聘兼职", "兼职外聘")}
)
_SIZE: Final = one_of(
    {
        "large": ("大型", "大型企业", "大"),
        "medium": ("中型", "中型企业", "中"),
        "small": ("小型", "小型企业", "小"),
        "micro": ("微型", "微型企业", "小微企业", "微"),
    }
)
_OWNER: Final = ListColumn(
    "所属机构",
    "institution_id",
    reference("institution"),
    ("培训机构", "机构", "机构名称", "所在单位", "所属单位", "工作单位", "单位"),
    width=28,
)
_DIVISION: Final = ListColumn(
    "所在区划",
    "division",
    DIVISION,
    ("区划", "区划代码", "行政区划", "行政区划代码", "所在乡镇", "乡镇", "所属乡镇", "所在地"),
)
_ADDRESS: Final = ("详细地址", "所在地址", "办学地址", "机构地址", "培训地址", "注册地址", "场地地址", "住所")
_CONTACT: Final = (
    ListColumn("联系人", "contact_name", TEXT, ("联系人姓名", "负责人", "机构负责人", "单位负责人"), exported=False),
    ListColumn("联系电话", "contact_phone", TEXT, ("电话", "手机", "手机号码", "联系方式", "电话号码"), exported=False),
)
_NOTE: Final = ListColumn("备注", "note", TEXT, ("说明", "备注说明"), width=20)
_CREDIT_CODES: Final = ("信用代码", "社会信用代码", "统一信用代码", "统一社会信用代码证号", "机构代码", "USCC")
_USCC: Final = ListColumn("统一社会信用代码", "uscc", CREDIT_CODE, _CREDIT_CODES, width=22)

INSTITUTION: Final = (
    ListColumn(
        "机构名称",
        "name",
        TEXT,
        ("培训机构名称", "培训机构", "机构", "名称", "单位名称", "学校名称", "培训学校", "院校名称"),
        width=32,
    ),
    _USCC,
    ListColumn("机构类型", "kind", coded("institution_kinds"), ("类型", "类别", "机构类别", "机构性质", "办学类型")),
    ListColumn(
        "许可证号",
        "licence_number",
        TEXT,
        ("办学许可证号", "许可证编号", "办学许可证编号", "办学许可证", "民办学校办学许可证号"),
    ),
    ListColumn(
        "许可证有效期至",
        "licence_until",
        DAY,
        (
            "有效期",
            "有效期至",
            "有效期限",
            "许可证有效期",
            "办学许可证有效期",
            "办学许可证有效期至",
            "到期日期",
            "到期时间",
        ),
    ),
    _DIVISION,
    ListColumn("地址", "address", TEXT, _ADDRESS, width=28),
    *_CONTACT,
    _NOTE,
)
PLATFORM: Final = (
    ListColumn("平台名称", "name", TEXT, ("名称", "平台", "线上平台", "线上平台名称", "线上培训平台"), width=28),
    ListColumn(
        "运营单位",
        "operator",
        TEXT,
        ("运营机构", "主办单位", "运营公司", "运营主体", "开办单位", "单位名称"),
        width=28,
    ),
    ListColumn("运营单位信用代码", "operator_uscc", CREDIT_CODE, ("统一社会信用代码", *_CREDIT_CODES), width=22),
    ListColumn("网址", "url", TEXT, ("平台网址", "网站", "网站地址", "网页地址", "域名", "链接"), width=28),
    ListColumn("备案号", "record_number", TEXT, ("备案编号", "ICP备案号", "网站备案号")),
    ListColumn("备案年度", "filing_year", COUNT, ("年度", "入目录年度", "备案年份")),
    ListColumn("学时折算办法", "hour_rule", TEXT, ("课时折算办法", "学时认定办法", "学时规则"), width=28),
    ListColumn("学习记录凭证", "evidence", TEXT, ("佐证材料", "凭证"), width=28),
    _NOTE,
)
COURSE: Final = (
    ListColumn(
        "项目代码",
        "code",
        TEXT,
        ("代码", "课程代码", "课程编码", "项目编码", "项目编号", "编码", "编号"),
    ),
    ListColumn("版本", "version", COUNT, ("版本号",), width=8),
    ListColumn(
        "项目名称", "name", TEXT, ("培训项目", "培训项目名称", "课程名称", "课程", "名称", "培训课程"), width=24
    ),
    ListColumn("培训类型", "training_type", coded("training_types"), ("类型", "培训类别", "类别", "项目类型")),
    ListColumn("等级", "level", coded("skill_levels"), ("技能等级", "培训等级", "职业等级", "级别")),
    ListColumn("理论学时", "theory_periods", COUNT, ("理论课时", "理论", "理论知识学时"), width=10),
    ListColumn(
        "实操学时", "practice_periods", COUNT, ("实操课时", "实操", "实训学时", "技能学时", "操作学时"), width=10
    ),
    ListColumn("线上学时", "online_periods", COUNT, ("线上课时", "网络学时"), width=10),
    ListColumn("安全学时", "safety_periods", COUNT, ("安全课时",), width=10),
    ListColumn("理论合格线", "pass_points_theory", POINTS, ("理论及格线", "理论合格分"), width=10),
    ListColumn("实操合格线", "pass_points_practice", POINTS, ("实操及格线", "实操合格分"), width=10),
    ListColumn("职业代码", "occupation_code", TEXT, ("职业编码", "职业工种代码", "职业（工种）代码", "工种代码")),
    ListColumn("职业名称", "occupation_name", TEXT, ("职业（工种）名称", "职业工种", "职业（工种）", "工种", "职业")),
    ListColumn("授课方式", "delivery_modes", several_coded("delivery_modes"), ("可用授课方式", "培训方式", "教学方式")),
    _OWNER,
    ListColumn("线上平台", "platform_id", reference("online_platform"), ("平台", "平台名称", "所属平台"), width=24),
    ListColumn("教材", "textbook", TEXT, ("培训教材", "教材名称"), width=24),
    ListColumn("补贴标准代码", "rate_code", TEXT, ("补贴标准", "补贴代码")),
    ListColumn("紧缺程度", "shortage", TEXT, ("紧缺", "紧缺类别")),
    ListColumn("数字技能", "digital", YES_NO, ("是否数字技能",), width=10),
    ListColumn("生效日期", "valid_from", DAY, ("生效时间", "开始日期", "有效期起")),
    ListColumn("有效期至", "valid_to", DAY, ("失效日期", "截止日期", "有效期止", "有效期")),
)
INSTRUCTOR: Final = (
    ListColumn("姓名", "name", TEXT, ("教师姓名", "师资姓名", "教师", "讲师", "授课教师", "老师")),
    ListColumn(
        "专兼职", "employment", _EMPLOYMENT, ("专/兼职", "专职/兼职", "专职兼职", "聘用形式", "聘用方式", "性质")
    ),
    ListColumn("联系电话", "phone", PHONE, ("电话", "手机", "手机号码", "联系方式", "手机号"), exported=False),
    ListColumn(
        "资格",
        "qualifications",
        TEXT,
        ("资格与职称", "资格证书", "职业资格", "职称", "资质", "教师资格", "资格/职称", "证书"),
        width=28,
    ),
    ListColumn(
        "可授课程", "subjects", TEXT, ("担任课程", "授课科目", "讲授课程", "教授课程", "授课专业", "专业"), width=28
    ),
    _OWNER,
    ListColumn("创业培训师资", "startup_pool", YES_NO, ("创业师资", "创业讲师", "是否创业师资")),
    ListColumn("备注", "note", TEXT, ("说明", "备注说明"), exported=False),
)
VENUE: Final = (
    ListColumn(
        "场地名称",
        "name",
        TEXT,
        ("名称", "场地", "教学点", "教学点名称", "培训地点", "培训场地", "场所名称"),
        width=28,
    ),
    _DIVISION,
    ListColumn("地址", "address", TEXT, _ADDRESS, width=28),
    ListColumn("容纳人数", "capacity", COUNT, ("可容纳人数", "容量", "座位数", "工位数", "人数"), width=10),
    ListColumn("共享单位", "shared_with", TEXT, ("共用单位",), width=24),
    _OWNER,
)
EQUIPMENT: Final = (
    ListColumn("设备名称", "name", TEXT, ("名称", "设备", "设备设施名称"), width=24),
    ListColumn("型号", "model", TEXT, ("规格型号", "规格", "型号规格", "品牌型号")),
    ListColumn("数量", "quantity", COUNT, ("台数", "套数", "设备数量", "台（套）数"), width=8),
    ListColumn("所在场地", "venue_id", reference("venue"), ("场地", "场地名称", "存放地点", "放置地点"), width=24),
    _OWNER,
    ListColumn("职业代码", "occupation_code", TEXT, ("职业编码", "工种代码")),
)
EMPLOYER: Final = (
    ListColumn(
        "单位名称",
        "name",
        TEXT,
        ("企业名称", "用人单位", "用人单位名称", "公司名称", "名称", "单位", "企业"),
        width=32,
    ),
    _USCC,
    ListColumn("企业规模", "size_class", _SIZE, ("规模", "单位规模", "企业类型"), width=10),
    *_CONTACT,
)
RESOURCE: Final = (
    ListColumn("资源名称", "name", TEXT, ("名称", "数字资源", "数字资源名称", "课件名称"), width=32),
    ListColumn("类型", "kind", TEXT, ("资源类型", "类别", "形式")),
    ListColumn("网址", "url", TEXT, ("链接", "地址", "访问地址", "资源链接", "网站"), width=28),
    ListColumn("线上平台", "platform_id", reference("online_platform"), ("平台", "平台名称", "所属平台"), width=24),
    ListColumn("培训项目", "course_id", reference("course"), ("项目代码", "课程", "课程代码", "项目名称", "课程名称")),
)

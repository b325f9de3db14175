"""使用说明: the first steps and the keys, on one page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from ui import theme
from ui.pages import TABS

_STEPS = (
    "<b>每天先看工作台。</b>左边是今天要办的事，点一行就打开那张清单，办完的自己消失；"
    "右边的数字都能点开，看是哪些记录。",
    "<b>先填本单位。</b>在“工具”菜单的“单位设置”里填单位名称等，在“名册”里填村、人员和专项行动，各张表都用。",
    "<b>建档。</b>在“企业档案”里按 Ctrl+N 新增企业。不全也能保存，缺的项目会列出来，以后再补。",
    "<b>这周去哪几家。</b>“工具”菜单的“年度检查计划”里点“编制计划”，拟出每家每年查几次、谁负责，再改；"
    "“本周走访”按计划、逾期和待回查的隐患推荐企业，去掉不去的，按 Ctrl+P 打印巡查路线单和检查前提示单。",
    "<b>下去检查前。</b>在“企业档案”里选中要去的企业（或者按村筛选），按 Ctrl+P 打印检查前提示单和空白表。",
    "<b>登记检查。</b>检查回来，在“检查记录”里录入检查和发现的隐患。同样的内容只录一次。"
    "按检查表查的，按 F7 选表，逐项按 1、2、3 填结果，不符合的按 F9 直接登记成隐患。",
    "<b>判定依据。</b>写隐患描述时，程序提示可能适用的判定标准，在“判定依据”里按 ↓ 选用，按 F4 查全部。"
    "是不是重大隐患，由您判定。条文在“工具”菜单的“重大事故隐患判定标准”里录入或导入。",
    "<b>隐患台账。</b>检查里录入的隐患都列在这里，按逾期、今天到期、待回查等分好，“期限日历”里按天看。"
    "选中一条或几条，按 F9 办理整改、回查、延期、移送、挂牌、作废；现在不能办的，写明还缺什么。"
    "右边是这条隐患的全部经过，从那里一点就到检查、企业、文书和照片。",
    "<b>照片和附件。</b>点“照片…”或“附件…”，把照片、扫描件、整个文件夹拖进来，或按 Ctrl+V 粘贴；"
    "存进台账的是另一份，手机和优盘上的原件不动。程序的备份不含照片和附件，请定期把整个台账文件夹另存一份。",
    "<b>文书。</b>在检查、隐患或企业右边点“文书…”，再点“开具…”，编号由程序接着编；"
    "核对后预览、打印，或存为 Word 再改。全部文书在“记录”菜单的“文书登记簿”里。",
    "<b>期限和节假日。</b>期限可以写 +7，也可以写 +5个工作日；遇到周末、节假日，程序提醒提前到哪一天。"
    "新一年的放假通知印发后，在“工具”菜单的“节假日”里逐天点，或从表格导入；"
    "每月查几次、回查给几天，在“指标与期限”里改。",
    "<b>交叉检查。</b>在“交叉检查”里按 Ctrl+N 新建一轮：填参加的单位，或检查组和受检方，"
    "也可粘贴、从文件载入，保存后抽签。"
    "不合适的，把受检方拖到另一行对调，或按回车另选；一定这样的锁定，一定不能的禁止，再重新抽签。"
    "右边随时写明哪些要求满足、哪些愿望没有做到和为什么。在“组员”里填各组的人，家在哪村、包联哪村的，自动不排到那里。"
    "“历次”看谁查过谁，点数字到那一轮。",
    "<b>交叉检查的各组。</b>在“跟踪”里给各组定检查时间、提出抽检名单，打印空白清单带去；按回车打开一组，"
    "在企业上再按回车就录入检查。检查后打印移交清单，填移交和反馈日期；反馈逾期的，点“反馈逾期”就列出来。"
    "专题报告可以打印，也可以存为 Word 再改。",
    "<b>执法和追责。</b>处罚、约谈、曝光、典型案例等，在“记录”菜单的“执法、追责、曝光和案例”里登记。",
    "<b>出表。</b>在“报表导出”里选报表，核对后打印，或另存为 PDF、Excel。"
    "十张表都从录过的记录里来，没有记录的格子空着。",
    "<b>周调度统计表。</b>句子里的数字由程序统计；要改，就在右边的清单里改，并写明原因，原来统计的数字也留着。",
    "<b>县里改了表上的字。</b>在“报表导出”里点“表格文字”，改成县里的说法；程序升级后仍然有效。",
)
_KEYS = (
    (f"Ctrl+1…{len(TABS)}", "换页面"),
    ("Ctrl+F", "查找：名称、代码、负责人、电话、地址，或拼音首字母"),
    ("Ctrl+N", "新增"),
    ("回车、双击", "打开选中的记录"),
    ("空格", "打开或收起右边的情况栏，Esc 收起"),
    ("Ctrl+S", "保存"),
    ("Ctrl+回车", "保存并新增下一条（在多行的格子里是到下一格）"),
    ("Esc", "返回列表。没有保存的内容留作草稿，下次打开时恢复"),
    ("回车、Tab", "到下一格；多行的格子里回车是换行"),
    ("Ctrl+D", "照抄上一条记录的这一格"),
    ("Ctrl+;", "填今天的日期"),
    ("日期", "20260131、0131、31、+7（七天后）、今天，都能认"),
    ("Ctrl+Z", "撤销上一步操作（正在打字时，撤销打的字）"),
    (
        "Ctrl+P",
        "打印：报表导出里打印这张表，企业档案、检查记录、隐患台账里打印选中的各家，交叉检查里打印安排表、移交清单",
    ),
    ("Ctrl+C", "复制选中的行，可贴到表格里"),
    ("F4", "在日期里打开日历，在“判定依据”里查判定标准"),
    ("F5", "刷新"),
    ("F9", "隐患台账：办理选中的隐患，能办的和不能办的都列出来"),
    ("F6、Shift+F6", "隐患台账：整改完成、现场整改到位"),
    ("F7、Shift+F7", "隐患台账：回查合格、不合格；Ctrl+F7 把一次检查的隐患逐条回查"),
    ("F8", "隐患台账：延期"),
    ("Delete", "隐患台账：作废（写明原因）；别的清单里是移入回收站。都可以撤销"),
    ("Ctrl+L", "隐患台账：期限日历；交叉检查：锁定、解锁选中的组"),
    ("F2、Ctrl+B", "交叉检查：另选受检方（在备注那一格是写备注）；不许这样排"),
    ("F6、F7", "打开一组交叉检查时：到移交和反馈；到抽检名单"),
    ("Alt+A、Alt+L", "打开一组交叉检查时：加企业；录入对选中企业的检查"),
    ("Ctrl+V", "附件里：粘贴截图，或在别处复制的文件"),
    ("F7、F9", "录入检查时：到检查表（再按一次选表）；由检查表的一项登记隐患，已登记的就到那条隐患"),
    ("F8", "录入检查时：现场整改到位"),
)
_DATA = (
    "数据都在您选的台账文件夹里，不联网。整个文件夹复制到优盘就是一份备份。"
    "程序开着的时候，不要移动或改名这个文件夹。"
)
_SIZE = (720, 640)


class Guide(QDialog):
    """A page to read; nothing to decide."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lay the page out."""
        super().__init__(parent)
        self.setWindowTitle("使用说明")
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        self.page = QTextBrowser()
        self.page.setHtml(_html())
        self.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that the arrows and PageDown scroll it
        self.page.setStyleSheet("QTextBrowser { border: none; background-color: #FFFFFF; }")
        close = QPushButton("关闭")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PAGE_MARGIN, theme.PAGE_MARGIN, theme.PAGE_MARGIN, theme.PAGE_MARGIN)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(self.page, 1)
        layout.addLayout(row)
        self.page.setFocus()
        self.finished.connect(self.deleteLater)


def _html() -> str:
    steps = "".join(f"<li style='margin-bottom:6px'>{step}</li>" for step in _STEPS)
    keys = "".join(
        f"<tr><td style='padding:3px 16px 3px 0'><b>{key}</b></td><td style='padding:3px 0'>{deed}</td></tr>"
        for key, deed in _KEYS
    )
    return (
        f"<h3>先做这几步</h3><ol>{steps}</ol><h3>按键</h3><table>{keys}</table>"
        f"<h3>数据在哪里</h3><p>{_DATA}</p>"
    )

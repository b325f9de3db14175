"""Makes the three shipped faces from the upstream static TrueType files; run by hand, rarely.

    python make_fonts.py SERIF_PACKAGE SANS_PACKAGE

The arguments are the unpacked upstream packages @expo-google-fonts/noto-serif-sc 0.4.3 and
@expo-google-fonts/noto-sans-sc 0.4.3 (OFL-1.1). The same inputs give the same bytes, so a reviewer can
make the files again and compare. Nothing is renamed; the licence texts lie beside the faces.

The serif carries every stamped form and is shipped whole: 30,928 characters, all of 通用规范汉字表. The two
sans faces set titles and stand in on a screen without 微软雅黑; they are cut to the characters below, and
whatever a title needs beyond them falls back to the serif character by character.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from pypinyin import phrases_dict

HERE = Path(__file__).resolve().parent

# Characters of 通用规范汉字表 outside GB2312 that stand in names of persons and places. Kept by hand,
# because no list of the 8,105 can be made from the libraries at hand; longer is harmless.
NAMES = (
    "㛃㛚㧐㧑㬎㬚㭎㮾㰀㳇㳘㳚㴔㵐㶲㸆㺄㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽"
    "䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮厔叚叞吇呣呺咅哃唎啯啰喆喤嗞嘚噀圫坉垍垕垚垞垟垯垱垾埇埌埗埨埵堃堌"
    "堎堧堨堽塨塱墐墘墡墦墿奡奭妧妭妸姈姌姞姮姱姽娀婌婞婳媄媖媱媺嫄嫕嫚嫪嫮嬅嬛嬥嬿宬寀寔寘寯屃"
    "岄岊岧峂峃峇峘峣峧峯峱崀崄崌崐崑崒崚崟崡崶嵎嵕嵖嵚嵲嶅嶒嶓嶟嶦嶲巂巉帡弇弢弨彧忔忞恓恔悕悢"
    "悰惇惔惛愐愔愭慆慥慬憓憙憭懃扆扺拃挦捯掞搒撝斝旐旟旸旻昄昇昈昉昘昪昫昳昽晅晊晙晞晢晧晳晻暅"
    "暎暐暕暟暠暤暪暶曈曌栐梣棽橦沄沺洺淏淯渼湉湜溦炘烜煐燊燚犇玓玙玚玠玥玦珅珣珺琇琋琎琤琯瑀瑄"
    "瑢瑨璆璘璟璠璪瓘瓛甪畯皛皞皥盉眆眘睍睎睟瞫矻砆砢砮硁硂碃碶礽祃祇祎祾禋禔禘穈竑竘筜簃簠糒紘"
    "纮绤绹缊缞翀翙翚翯胠腒芃芣茀荙莀莙菂菼蒨蓂蕗薿藟蜎衎袆袗袪褀褆襕訚訢訦诇诐谞豨贇贠赑赟赪跂"
    "遹邠郃郤鄌鄠鄫酂釐钘铓铚锜锠锳锽镈镕镠阇隃隺霂霙霨韡頔頫顒颋颎颙飏飐飔飖飗饎馝馧骃骎骕骙骦"
    "鲀鲃鲉鲌鲏鲖鲗鲙鲪鲬鲯鲹鲾鳀鳁鳂鳈鳉鳒鳚鳛鳡鳣鳤鳥鸂鸃鸑鸤鸧鸮鸰鹀鹍鹐鹒鹓鹔鹖鹙鹟鹠鹡鹢鹥"
    "鹮鹯鹲鹴麀麐麑麖黇鼒鼫鼱齁齮齯龂龑"
)


def wanted_characters(available: set[int]) -> set[int]:
    """Return the code points kept of a sans face that has `available`."""

    def is_hanzi(code: int) -> bool:
        return 0x3400 <= code < 0xA000 or 0xF900 <= code < 0xFB00 or code >= 0x20000

    def in_gb2312(code: int) -> bool:
        try:
            chr(code).encode("gb2312")
        except UnicodeEncodeError:
            return False
        return True

    words = {ord(character) for phrase in phrases_dict.phrases_dict for character in phrase}
    return {
        code
        for code in available
        if not is_hanzi(code)  # letters, figures, punctuation, frames: small and always useful
        or in_gb2312(code)
        or code >= 0x20000  # rare names of the national list stand here
        or 0x9FA6 <= code < 0xA000  # added by GB 18030-2022
        or code in words
        or chr(code) in NAMES
    }


def cut(source: Path, target: Path) -> int:
    """Write the wanted characters of `source` to `target`, unhinted; return how many there are."""
    options = subset.Options(
        hinting=False,  # prints and screens of today don't use them; a third of the size
        layout_features=[],
        name_IDs=["*"],
        name_languages=["*"],
        notdef_outline=True,
        glyph_names=False,
        recalc_timestamp=False,  # the same input gives the same bytes
    )
    font = TTFont(source, recalcTimestamp=False)
    wanted = wanted_characters(set(font.getBestCmap()))
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.save(target)
    return len(wanted)


def main(serif_package: Path, sans_package: Path) -> None:
    """Make all faces beside this file."""
    shutil.copyfile(
        serif_package / "400Regular" / "NotoSerifSC_400Regular.ttf", HERE / "NotoSerifSC-Regular.ttf"
    )
    shutil.copyfile(serif_package / "LICENSE_FONT", HERE / "NotoSerifSC-OFL.txt")
    shutil.copyfile(sans_package / "LICENSE_FONT", HERE / "NotoSansSC-OFL.txt")
    for weight, name in (("400Regular", "Regular"), ("700Bold", "Bold")):
        target = HERE / f"NotoSansSC-{name}.ttf"
        count = cut(sans_package / weight / f"NotoSansSC_{weight}.ttf", target)
        print(f"{target.name}: {count} characters, {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))

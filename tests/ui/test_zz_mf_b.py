from tests.ui.test_welcome_restore import *
from tests.ui.test_welcome_restore import restore
def test_look(starts, qtbot, tmp_path):
    folder = tmp_path / "台账2"
    OfficeFile.create(folder, set_up_office, OFFICE, ["东街村"])
    from hazard_desk.services.demonstrating import fill_demo
    with OfficeFile.open(folder) as office:
        office.run(fill_demo, 30, 1); office.back_up("手动")
        office.run(save_enterprise, EnterpriseFacts(name="丁厂"))
    with closing(sqlite3.connect(folder / "office.db")) as c:
        names=[r[0] for r in c.execute("SELECT name FROM sqlite_master")]
        roots=[r for (r,) in c.execute("SELECT rootpage FROM sqlite_master WHERE name IN ('hazard','journal_change','collection','cross_member')")]
    with (folder/"office.db").open("r+b") as f:
        for r in roots:
            f.seek((r-1)*4096); f.write(b"\xee"*4096)
    started = start(starts, qtbot, folder)
    card = started.window.welcome.rescue
    started.wait(card.backup_button.isEnabled)
    card.salvage_button.click()
    started.wait(lambda: card.salvage_button.text() == "用抢救出的记录继续…")
    started.window.grab().save("/tmp/w/MF/s1.png")
    card.salvage_button.click()
    asked = started.dialog(RestoreDialog)
    started.wait(asked.restore_button.isEnabled)
    asked.grab().save("/tmp/w/MF/s2.png")
    box = restore(started)
    box.grab().save("/tmp/w/MF/s3.png")
    box.accept()
    import shutil
    for p in (folder/"backups").glob("抢救_*.txt"): shutil.copy(p,"/tmp/w/MF/note.txt")

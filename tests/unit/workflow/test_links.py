"""Links that lead nowhere are found, and so is what a page loads from elsewhere."""

import pytest

from mtss_analysis.errors import SiteError
from mtss_analysis.workflow.site import links


def page(folder, name, body):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"<!doctype html><title>t</title>{body}", encoding="utf-8")


def test_a_whole_site_has_no_broken_link(tmp_path):
    page(tmp_path, "index.html", '<a href="a/b.html#there">x</a> <a href="#top">t</a> <a href="a/">f</a>')
    page(tmp_path, "a/b.html", '<h1 id="there">y</h1><a href="../index.html">x</a><a href="mailto:a">m</a>')
    page(tmp_path, "a/index.html", '<a href="https://example.org/">out</a>')
    assert links.broken(tmp_path) == []
    links.refuse(tmp_path)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="gone.html">x</a>', "leads to gone.html, which is not there"),
        ('<a href="#gone">x</a>', "there is no such place"),
        ('<a href="../elsewhere.html">x</a>', "leads out of the site"),
        ('<img src="https://example.org/a.png">', "loads https://example.org/a.png"),
        ('<script src="//example.org/a.js"></script>', "loads //example.org/a.js"),
        ('<link rel="stylesheet" href="http://example.org/a.css">', "loads http://example.org/a.css"),
        ('<img src="missing.png">', "leads to missing.png"),
    ],
)
def test_each_kind_of_broken_link_is_named(tmp_path, body, said):
    page(tmp_path, "index.html", body)
    assert said in links.broken(tmp_path)[0]
    with pytest.raises(SiteError, match="links of the site are broken"):
        links.refuse(tmp_path)

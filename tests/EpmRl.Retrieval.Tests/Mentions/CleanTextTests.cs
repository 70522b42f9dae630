using EpmRl.Retrieval.Mentions;
using FsCheck.Xunit;

namespace EpmRl.Retrieval.Tests.Mentions;

public sealed class CleanTextTests
{
    [Theory]
    [InlineData("8½″ × 11″", "8 1/2\" x 11\"")]
    [InlineData("24'' wide", "24\" wide")]
    [InlineData("24\"\" wide, 24\\\" deep", "24\" wide, 24\" deep")]
    [InlineData("a\u00A0b\tc", "a b c")]
    [InlineData("12–14", "12-14")]
    [InlineData("zero\u200Bwidth stain\u00ADless", "zerowidth stainless")]
    [InlineData("２００ｇ ／ ４０％", "200g / 40%")]
    [InlineData("١٦ جيجابايت, १२ मीटर", "16 جيجابايت, 12 मीटर")]
    [InlineData("4.7 k\u2126, 2700 \u212A, 5 \u2103", "4.7 k\u03A9, 2700 K, 5 °C")]
    [InlineData("120 cm² 3 m³ 300 min⁻¹", "120 cm2 3 m3 300 min-1")]
    [InlineData("16 GB² 250 g¹ 10³", "16 GB  250 g  10^3")]
    [InlineData("1³⁄₈ in, 1³/₈ in", "1 3/8 in, 1 3/8 in")]
    [InlineData("cafe\u0301 cre\u0300me", "café crème")]
    [InlineData("ﾒﾓﾘ16GB", "メモリ 16GB")]
    [InlineData("16GB内存 512GB固态硬盘", "16GB 内存 512GB 固态硬盘")]
    [InlineData("블랙16GB", "블랙 16GB")]
    [InlineData("①Light, Acme™ 5\uFE0F\u20E3", "①Light, Acme™ 5")]
    [InlineData("40º Nº 5 ﬁne", "40° No 5 fine")]
    public void Characters_get_their_plain_form(string original, string expected) =>
        Assert.Equal(expected, CleanText.Of(original).Text);

    [Theory]
    [InlineData("Monitor 27&quot; 144&nbsp;Hz", "Monitor 27\" 144 Hz")]
    [InlineData("Monitor 27&amp;quot; 144&amp;nbsp;Hz", "Monitor 27\" 144 Hz")]
    [InlineData("&lt;p&gt;Red&lt;/p&gt;&lt;p&gt;5 kg&lt;/p&gt;", "Red; 5 kg")]
    [InlineData("27&#34; 27&#x22; 27&quot wide, caf&eacute;, &#146;n", "27\" 27\" 27\" wide, café, 'n")]
    [InlineData("Chair <img src=\"a.jpg\" width=\"600\" height=\"800\"> oak", "Chair oak")]
    [InlineData("T-shirt <span style=\"color: red\">new</span>", "T-shirt new")]
    [InlineData("a<script>if (a < 1) write('<b>red</b>');</script>b<style>p { color: red }</style><!-- red -->c", "a b c")]
    [InlineData("<p>First</p>\n<p>Second.</p> <div>Third<br>Fourth<br/>Fifth</div>", "First; Second. Third; Fourth; Fifth")]
    [InlineData("<ul><li>Red</li> <li>5&nbsp;kg<li>7 gears</ul>", "Red; 5 kg; 7 gears")]
    [InlineData("<table><tr><td>Weight</td><td>5 kg</td></tr><tr><th>Color</th><td>Red</td></tr></table>", "Weight: 5 kg; Color: Red")]
    [InlineData("<tr><td>Weight</td><td>5 kg</td><td>Gears:</td><td>7</td></tr>", "Weight: 5 kg; Gears: 7")]
    [InlineData("<tr><th>Size</th><th>Chest</th></tr><tr><td>S</td><td>90</td></tr>", "Size; Chest; S: 90")]
    [InlineData("<dl><dt>Weight<dd>5 kg<dt>Color</dt><dd>Red</dd></dl>", "Weight: 5 kg; Color: Red")]
    [InlineData("<b>Weight:</b><br>5 kg", "Weight: 5 kg")]
    [InlineData("5 m<sup>2</sup>, H<sub>2</sub>O, 27<b>inch</b>", "5 m2, H2O, 27inch")]
    [InlineData("<span>Memory</span><span>16 GB</span>", "Memory 16 GB")]
    [InlineData("<color>Red</color><weight unit='kg'>5</weight>", "Red; 5")]
    [InlineData("<![CDATA[<p>Red</p>]]>", "Red")]
    [InlineData("before data:image/png;base64,iVBORw0KGgo+red/A== after", "before  after")]
    public void Markup_is_left_out(string original, string expected) =>
        Assert.Equal(expected, CleanText.Of(original).Text.Trim());

    [Theory]
    [InlineData("5 < 6, a<5, <3, R&D, black & decker, A&B; C&C;")]
    [InlineData("<<NEW>> <Brand New> lamp")]
    [InlineData("weight <b and more")]
    [InlineData("a </ b and a <! b")]
    [InlineData("?a=1&copy=2")]
    public void Plain_text_with_marks_of_markup_stays_as_it_is(string original) =>
        Assert.Equal(original, CleanText.Of(original).Text);

    [Theory]
    [InlineData("Monitor <span style=\"color: red", "Monitor")]
    [InlineData("Monitor <img src=\"data:image/png;base64,AAAA", "Monitor")]
    [InlineData("Monitor <span style=\"color: red>27 inch</span> wide", "Monitor 27 inch wide")]
    [InlineData("Monitor <!-- red", "Monitor")]
    public void A_tag_that_never_ends_hides_no_more_than_itself(string original, string expected) =>
        Assert.Equal(expected, CleanText.Of(original).Text.Trim());

    [Theory]
    [InlineData("8 hours of playtimeNew design", "8 hours of playtime; New design")]
    [InlineData("Weight: 5 kgGears: 7", "Weight: 5 kg; Gears: 7")]
    [InlineData("Gears: 7Weight: 5 kgColor: BlackFrame size: 54", "Gears: 7; Weight: 5 kg; Color: Black; Frame size: 54")]
    [InlineData("Memory: 16 GBStorage: 512 GB", "Memory: 16 GB; Storage: 512 GB")]
    public void Sentences_and_fields_that_were_run_together_are_parted(string original, string expected) =>
        Assert.Equal(expected, CleanText.Of(original).Text);

    [Theory]
    [InlineData("iPhone, eReader, LaserJet: fast, MacBook, 5000mAh, 3 kWh, 2 iPhones, 20 kHz, JavaScript, McDonald")]
    [InlineData("KeyFeatures and https://Shop.Example: fine")]
    public void Names_with_capitals_inside_are_not_split(string original) =>
        Assert.Equal(original, CleanText.Of(original).Text);

    [Theory]
    [InlineData("Desk 8½″ wide", "8 1/2\"", "8½″")]
    [InlineData("Shelf 24'' wide", "24\"", "24''")]
    [InlineData("zero\u200Bwidth", "width", "width")]
    [InlineData("stain\u00ADless", "stainless", "stain\u00ADless")]
    [InlineData("😀 10 cm", "10 cm", "10 cm")]
    [InlineData("メモリ16GB", "16GB", "16GB")]
    [InlineData("cafe\u0301 noir", "café", "cafe\u0301")]
    [InlineData("Monitor 27&amp;quot; 144&nbsp;Hz", "27\"", "27&amp;quot;")]
    [InlineData("Monitor 27&amp;quot; 144&nbsp;Hz", "144 Hz", "144&nbsp;Hz")]
    [InlineData("<td>Weight</td><td>5 kg</td>", "5 kg", "5 kg")]
    [InlineData("&lt;b&gt;5 kg&lt;/b&gt;", "5 kg", "5 kg")]
    [InlineData("Weight: 5 kgGears: 7", "Gears: 7", "Gears: 7")]
    [InlineData("Weight: 5 kgGears: 7", "5 kg", "5 kg")]
    public void A_piece_of_the_clean_text_leads_back_to_the_original(string original, string piece, string expected)
    {
        CleanText clean = CleanText.Of(original);
        int at = clean.Text.IndexOf(piece, StringComparison.Ordinal);
        (int start, int end) = clean.ToOriginal(at, at + piece.Length);
        Assert.Equal(expected, original[start..end]);
    }

    [Property(MaxTest = 500)]
    public bool Every_piece_stays_inside_the_original(string? text) => StaysInside(text ?? "");

    [Theory]
    [InlineData("<p>a<b")]
    [InlineData("&amp;lt;p>a&lt;/p>½\u0301''\"\"\\\"")]
    [InlineData("\u0301<td>x<td>y\uD800<tr>16GB内存")]
    [InlineData("<td></td><td></td><tr><dt><dd>&")]
    [InlineData("<a b=\"<c d='<e")]
    public void Every_piece_of_odd_markup_stays_inside_the_original(string text) => Assert.True(StaysInside(text));

    private static bool StaysInside(string original)
    {
        CleanText clean = CleanText.Of(original);
        for (int i = 0; i < clean.Text.Length; i++)
        {
            (int start, int end) = clean.ToOriginal(i, i + 1);
            if (start < 0 || end <= start || end > original.Length)
            {
                return false;
            }
        }

        return true;
    }
}

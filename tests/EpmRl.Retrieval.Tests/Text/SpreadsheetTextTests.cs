using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Tests.Text;

public sealed class SpreadsheetTextTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("+49 170 1234")]
    [InlineData("-2+3")]
    [InlineData("-A1")]
    [InlineData("@SUM(1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("＝1")]
    [InlineData("-")]
    [InlineData("-.")]
    [InlineData("-1e")]
    [InlineData("-1e5e5")]
    [InlineData("-Infinity")]
    [InlineData("=5")]
    public void What_a_spreadsheet_would_run_gets_an_apostrophe_that_comes_off_again(string cell)
    {
        Assert.Equal("'" + cell, SpreadsheetText.Disarm(cell));
        Assert.Equal(cell, SpreadsheetText.Restore("'" + cell));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("+5.25")]
    [InlineData("-1.234,50")]
    [InlineData("-1e-5")]
    [InlineData("a=1")]
    [InlineData("'quoted'")]
    [InlineData("5-6")]
    public void Numbers_and_other_texts_stay_as_they_are(string cell)
    {
        Assert.Equal(cell, SpreadsheetText.Disarm(cell));
        Assert.Equal(cell, SpreadsheetText.Restore(cell));
    }
}

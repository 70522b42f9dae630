namespace EpmRl.Retrieval.Tests.Identification.Columns;

public sealed class ColumnCasesTests
{
    [Theory]
    [InlineData("columns.jsonl")]
    [InlineData("held-out/columns.jsonl")]
    public async Task Columns_that_name_attributes_are_read_right(string file)
    {
        (IReadOnlyList<string> wrong, int count) = await ColumnCases.ScoreAsync(file);

        TestContext.Current.TestOutputHelper?.WriteLine($"{file}: {count - wrong.Count} of {count} right");
        Assert.True(wrong.Count <= (file[0] == 'c' ? 0 : 0.05) * count, $"{wrong.Count} of {count} wrong:\n{string.Join('\n', wrong)}");
    }
}

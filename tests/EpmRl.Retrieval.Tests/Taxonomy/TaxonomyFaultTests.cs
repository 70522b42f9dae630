using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy;

/// <summary>
/// Each folder of <c>fixtures/taxonomy/invalid</c> is a fault: its files are laid over the minimal taxonomy, and
/// <c>expected.txt</c> holds exactly what the check must say, warnings marked as such.
/// </summary>
public sealed class TaxonomyFaultTests
{
    private const string Expected = "expected.txt";

    private static readonly string Fixtures = TestPaths.InProject("tests", "fixtures", "taxonomy");

    public static TheoryData<string> Faults =>
        [.. Directory.GetDirectories(Path.Combine(Fixtures, "invalid")).Select(folder => Path.GetFileName(folder)).Order()];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Check_reports_every_problem_with_its_file_and_line(string fault)
    {
        using var scratch = new ScratchFolder();
        string folder = scratch["taxonomy"];
        Copy(Path.Combine(Fixtures, "minimal"), folder);
        Copy(Path.Combine(Fixtures, "invalid", fault), folder);

        TaxonomyCheck check = TaxonomyReader.Check(folder);

        string[] reported =
        [
            .. check.Problems.Select(problem =>
                problem.ToString().Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
                    .Replace(Path.DirectorySeparatorChar, '/')
                + (problem.IsWarning ? " (warning)" : ""))
            .Select(line => line.Split(" Packs are read from ")[0]),
        ];
        Assert.Equal(File.ReadAllLines(Path.Combine(Fixtures, "invalid", fault, Expected)), reported);
        Assert.Equal(check.Problems.All(problem => problem.IsWarning), check.Taxonomy is not null);
        if (check.Taxonomy is null)
        {
            TaxonomyFormatException thrown = Assert.Throws<TaxonomyFormatException>(() => TaxonomyReader.Load(folder));
            Assert.Equal(check.Errors, thrown.Problems);
        }
    }

    [Fact]
    public void Check_says_what_to_do_when_there_is_no_taxonomy()
    {
        using var scratch = new ScratchFolder();

        Assert.Contains("does not exist", Assert.Single(TaxonomyReader.Check(scratch["nowhere"]).Problems).Message);
        Assert.Contains("import one", Assert.Single(TaxonomyReader.Check(scratch.Path).Problems).Message);
        scratch.Write("taxonomy.yaml", "format: 1\nname: empty\n");
        Assert.Equal(
            ["attributes", "categories.yaml"],
            TaxonomyReader.Check(scratch.Path).Problems.Select(problem => Path.GetFileName(problem.Path)));
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != Expected))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}

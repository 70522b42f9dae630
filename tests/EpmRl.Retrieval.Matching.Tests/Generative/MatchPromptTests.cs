using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Generative;

public sealed class MatchPromptTests
{
    public static TheoryData<string> Forms => ["lines", "json"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_shipped_examples_follow_their_form_and_quote_their_listings(string name)
    {
        AnswerForm form = name == "json" ? AnswerForm.Json : AnswerForm.Lines;
        MatchPrompt prompt = MatchPrompt.Shipped;
        var verdicts = new HashSet<MatchVerdict>();
        foreach ((ShownListing a, ShownListing b, MatchExample example) in prompt.Examples())
        {
            AnswerOutcome outcome =
                AnswerOutcome.Of(form.Write(example.Claims, example.Verdict), form, prompt.Aspects, a, b);

            Assert.Null(outcome.Problem);
            Assert.Equal(1, MatchReward.Consistency(outcome.Answer!, prompt.Roles));
            verdicts.Add(example.Verdict);
        }

        Assert.Equal(AnswerWords.Verdicts.Count, verdicts.Count);
    }

    [Fact]
    public void A_prompt_of_a_model_that_learned_the_verdict_as_a_first_word_says_so_and_differs_in_its_version()
    {
        MatchPrompt direct = MatchPrompt.Trained.WithDirectVerdict();

        Assert.True(direct.HasDirectVerdict);
        Assert.False(MatchPrompt.Trained.HasDirectVerdict);
        Assert.NotEqual(MatchPrompt.Trained.Version, direct.Version);
        Assert.Same(direct, direct.WithDirectVerdict());
        Assert.Equal(MatchPrompt.Trained.Aspects, direct.Aspects);
        Assert.True(MatchPrompt.Parse("again", System.Text.Encoding.UTF8.GetBytes(direct.Source)).HasDirectVerdict);
    }

    [Fact]
    public void Any_change_of_a_prompt_changes_its_version()
    {
        using var folder = new ScratchFolder();
        string text = File.ReadAllText(TestPaths.InProject("src", "EpmRl.Retrieval.Matching", "Generative", "match-prompt.yaml"));

        MatchPrompt same = MatchPrompt.Load(folder.Write("a.yaml", text));
        MatchPrompt changed = MatchPrompt.Load(
            folder.Write("b.yaml", text.Replace("free shipping", "shipping free", StringComparison.Ordinal)));

        Assert.Equal(MatchPrompt.Shipped.Version, same.Version);
        Assert.NotEqual(same.Version, changed.Version);
    }

    [Fact]
    public void A_bad_prompt_names_every_problem_with_its_line()
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("bad.yaml", """
            version: "1"
            instructions: Compare.
            lines: Write lines.
            jsn: Write JSON.
            aspects: {brand: main}
            limits: {title: 5}
            examples:
              - {a: {title: x}, b: {title: y}, aspects: {brand: same}}
            """);

        var refused = Assert.Throws<FileFormatException>(() => MatchPrompt.Load(path));

        foreach (int line in (int[])[4, 5, 6, 8])
        {
            Assert.Contains(refused.Problems, problem => problem.Line == line);
        }
    }
}

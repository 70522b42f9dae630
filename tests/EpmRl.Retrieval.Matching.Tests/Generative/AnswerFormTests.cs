using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Generative;

public sealed class AnswerFormTests(ITestOutputHelper output)
{
    private static readonly string[] Aspects = ["brand", "color", "model number"];

    private static readonly AspectClaim[] Claims =
    [
        new("brand", "Kestrel", "KESTREL", AspectRelation.Same),
        new("color", "blue", null, AspectRelation.OneSided),
        new("model number", "KX-210", "KX-211", AspectRelation.Conflict),
    ];

    [Theory]
    [InlineData("lines", MatchVerdict.Same)]
    [InlineData("lines", MatchVerdict.Variant)]
    [InlineData("json", MatchVerdict.Different)]
    [InlineData("json", MatchVerdict.Same)]
    public void A_written_answer_is_parsed_as_it_was(string form, MatchVerdict verdict)
    {
        string text = FormOf(form).Write(Claims, verdict);

        Assert.True(FormOf(form).TryParse(text, Aspects, out Answer? answer, out _));

        Assert.Equal(Claims, answer.Claims);
        Assert.Equal(verdict, answer.Verdict);
        Assert.StartsWith(AnswerWords.Of(verdict), text[answer.VerdictStart..], StringComparison.Ordinal);
    }

    [Fact]
    public void The_place_of_a_verdict_counts_characters_not_bytes()
    {
        string text = AnswerForm.Json.Write([new("brand", "Ünïcø 𝒳", null, AspectRelation.OneSided)], MatchVerdict.Variant);

        Assert.True(AnswerForm.Json.TryParse(text, Aspects, out Answer? answer, out _));

        Assert.StartsWith("variant\"", text[answer.VerdictStart..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("same")]
    [InlineData("verdict: same")]
    [InlineData("brand: a | b | same")]
    [InlineData("brand: a | b | same\nverdict: Same")]
    [InlineData("brand: a | b | same\nverdict: same or variant")]
    [InlineData("brand: a | b | same\nverdict: unsure")]
    [InlineData("brand: a | b | same\nverdict:same")]
    [InlineData("brand: a | b | same\nverdict: same\nverdict: different")]
    [InlineData("brand: a | b | same\nverdict: same\nbrand: a | b | same")]
    [InlineData("brand: a | b | same\n\nverdict: same")]
    [InlineData("Here you are:\nbrand: a | b | same\nverdict: same")]
    [InlineData("brand: a | b | equal\nverdict: same")]
    [InlineData("brand: a | b\nverdict: same")]
    [InlineData("brand: a | b | c | same\nverdict: same")]
    [InlineData("brand: a|b|same\nverdict: same")]
    [InlineData("brand: - | - | same\nverdict: same")]
    [InlineData("brand: a | - | same\nverdict: same")]
    [InlineData("brand: a | - | conflict\nverdict: same")]
    [InlineData("brand: a | b | one-sided\nverdict: same")]
    [InlineData("brand:  | b | same\nverdict: same")]
    [InlineData("brand: ... | b | same\nverdict: same")]
    [InlineData("brand: a | b | same\nbrand: a | b | same\nverdict: same")]
    [InlineData("smell: a | b | same\nverdict: same")]
    public void Lines_that_break_the_form_are_refused_with_the_reason(string text)
    {
        Assert.False(AnswerForm.Lines.TryParse(text, Aspects, out Answer? answer, out string? problem));
        Assert.Null(answer);
        Assert.False(string.IsNullOrWhiteSpace(problem));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"verdict\":\"same\"}")]
    [InlineData("{\"aspects\":[],\"verdict\":\"same\"}")]
    [InlineData("{\"aspects\":null,\"verdict\":\"same\"}")]
    [InlineData("{\"aspects\":[{}],\"verdict\":\"same\"}")]
    [InlineData("{\"aspects\":[[]],\"verdict\":\"same\"}")]
    [InlineData("{\"aspects\":[{\"aspect\":\"brand\",\"a\":\"x\",\"b\":\"y\",\"relation\":\"same\"}],\"verdict\":\"yes\"}")]
    [InlineData("{\"aspects\":[{\"aspect\":\"brand\",\"a\":\"x\",\"b\":\"y\",\"relation\":\"same\"}],\"verdict\":1}")]
    [InlineData("{\"aspects\":[{\"aspect\":\"brand\",\"a\":1,\"b\":\"y\",\"relation\":\"same\"}],\"verdict\":\"same\"}")]
    [InlineData("{\"aspects\":[{\"aspect\":\"brand\",\"a\":\"x\",\"b\":\"y\",\"relation\":\"same\"}],"
        + "\"verdict\":\"same\",\"verdict\":\"different\"}")]
    [InlineData("{\"aspects\":[{\"aspect\":\"brand\",\"a\":\"x\",\"b\":\"y\",\"relation\":\"same\"}],\"verdict\":\"same\",\"more\":1}")]
    [InlineData("{\"aspects\":[{\"aspect\":\"brand\",\"a\":\"x\",\"b\":null,\"relation\":\"same\"}],\"verdict\":\"same\"}")]
    [InlineData("{\"aspects\":[{\"aspect\":\"brand\",\"a\":\"\\ud800\",\"b\":\"y\",\"relation\":\"same\"}],\"verdict\":\"same\"}")]
    [InlineData("```json\n{\"aspects\":[{\"aspect\":\"brand\",\"a\":\"x\",\"b\":\"y\",\"relation\":\"same\"}],\"verdict\":\"same\"}\n```")]
    [InlineData("{\"aspects\":[{\"aspect\":\"brand\",\"a\":\"x\",\"b\":\"y\",\"relation\":\"same\"}],\"verdict\":\"same\"} same")]
    [InlineData("{\"aspects\":[{\"aspect\":\"brand\",\"a\":\"x\",\"b\":\"y\",\"relation\":\"same\"}],\"verdict\":\"same\"")]
    public void Json_that_breaks_the_form_is_refused_with_the_reason(string text)
    {
        Assert.False(AnswerForm.Json.TryParse(text, Aspects, out Answer? answer, out string? problem));
        Assert.Null(answer);
        Assert.False(string.IsNullOrWhiteSpace(problem));
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("json")]
    public void Damaged_answers_never_throw_and_what_parses_can_be_written_again(string name)
    {
        int seed = LongRun.Seed(), rounds = LongRun.Count(4000, 200_000);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        AnswerForm form = FormOf(name);
        string whole = form.Write(Claims, MatchVerdict.Variant);
        string[] pieces =
            ["\n", " | ", "-", ": ", "verdict: same", "\"", "{", "}", "null", "[", ",", "\ud800", "\u0000", "same", "é", "\\u"];
        int parsed = 0;
        for (int i = 0; i < rounds; i++)
        {
            string text = whole;
            for (int k = random.Next(1, 4); k > 0; k--)
            {
                int at = random.Next(text.Length + 1);
                int cut = random.Next(3) == 0 ? 0 : random.Next(Math.Min(6, text.Length - at + 1));
                text = text[..at] + (random.Next(2) == 0 ? "" : pieces[random.Next(pieces.Length)]) + text[(at + cut)..];
            }

            if (form.TryParse(text, Aspects, out Answer? answer, out _))
            {
                parsed++;
                Assert.True(form.TryParse(form.Write(answer.Claims, answer.Verdict), Aspects, out Answer? again, out _), text);
                Assert.Equal(answer.Claims, again.Claims);
            }
        }

        output.WriteLine($"{parsed} of {rounds} parsed");
        Assert.InRange(parsed, 1, rounds / 2);
    }

    private static AnswerForm FormOf(string name) => name == "json" ? AnswerForm.Json : AnswerForm.Lines;
}

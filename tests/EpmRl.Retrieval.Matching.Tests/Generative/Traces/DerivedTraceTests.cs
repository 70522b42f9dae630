namespace EpmRl.Retrieval.Matching.Tests.Generative.Traces;

public sealed class DerivedTraceTests(ITestOutputHelper output)
{
    [Fact]
    public void A_variant_is_explained_by_what_agrees_and_by_its_conflict_in_the_order_of_the_prompt()
    {
        PairEvidence pair = SmallPairs.Of(SmallPairs.Drives, MatchVerdict.Variant);
        (string one, string two) = pair.IsSwapped ? ("2 TB", "1TB") : ("1TB", "2 TB");

        DerivedTrace trace = DerivedTrace.Of(pair, out TraceRefusal refusal)!;

        Assert.Equal(TraceRefusal.None, refusal);
        Assert.StartsWith("brand: ", trace.Text, StringComparison.Ordinal);
        Assert.Contains($"\nstorage capacity: {one} | {two} | conflict\n", trace.Text, StringComparison.Ordinal);
        Assert.EndsWith("\nverdict: variant", trace.Text, StringComparison.Ordinal);
        int[] places = [.. trace.Claims.Select(claim => pair.Prompt.Aspects.Index().First(aspect => aspect.Item == claim.Aspect).Index)];
        Assert.Equal(places.Order(), places);
    }

    [Theory]
    [InlineData("Zulu Fern garden hose", "Zulu Moss garden hose", "product line")]
    [InlineData("Zulu pump QX5521", "Zulu pump RK8830", "model number")]
    [InlineData("Zulu case for Tablo", "Zulu camera Tablo", "product type")]
    [InlineData("Solar tablet", "Solar tablet holster", "accessory")]
    public void A_difference_that_the_engine_does_not_know_is_quoted_from_the_titles(string a, string b, string aspect)
    {
        PairEvidence pair = SmallPairs.Of(a, b, MatchVerdict.Different);

        DerivedTrace trace = DerivedTrace.Of(pair, out _)!;

        Assert.Contains(trace.Claims, claim => claim.Aspect == aspect && claim.Relation != AspectRelation.Same);
        Assert.Equal(TraceRefusal.None, TraceCheck.Of(trace.Text, pair, out _));
    }

    [Fact]
    public void A_label_against_a_certain_conflict_has_no_honest_trace()
    {
        Assert.Null(DerivedTrace.Of(SmallPairs.Of(SmallPairs.Drives, MatchVerdict.Same), out TraceRefusal contradicted));
        Assert.Null(DerivedTrace.Of(SmallPairs.Of("Desk lamp", "Desk lamp", MatchVerdict.Different), out TraceRefusal silent));

        Assert.Equal((TraceRefusal.Contradicted, TraceRefusal.Silent), (contradicted, silent));
    }

    [Fact]
    public void Hand_written_pairs_mostly_have_a_trace_and_the_class_that_the_evidence_gives()
    {
        IReadOnlyList<PairEvidence> pairs = SmallPairs.Suite("variants.jsonl");

        var refused = new Dictionary<(MatchVerdict, TraceRefusal), int>();
        int traced = 0;
        foreach (PairEvidence pair in pairs)
        {
            traced += DerivedTrace.Of(pair, out TraceRefusal refusal) is null ? 0 : 1;
            refused[(pair.Truth!.Value, refusal)] = refused.GetValueOrDefault((pair.Truth!.Value, refusal)) + 1;
        }

        PairEvidence[] others = [.. pairs.Where(pair => pair.Truth != MatchVerdict.Same)];
        int agreed = others.Count(pair => pair.ClassOfOther() == pair.Truth);
        output.WriteLine($"{traced} of {pairs.Count} traced ({string.Join(", ", refused)}); class right in {agreed} of {others.Length}");
        Assert.True(traced >= 0.7 * pairs.Count);
        Assert.True(agreed >= 0.55 * others.Length); // most of the others have a variant that the engine does not read
    }

    [Theory]
    [InlineData("model number: QX5521 | QX5521 | same\nverdict: same", nameof(TraceRefusal.WrongVerdict))]
    [InlineData("model number: QX5521 | QX55 | same\nverdict: different", nameof(TraceRefusal.Invented))]
    [InlineData("model number: QX5521 | QX5521 | same\nverdict: different", nameof(TraceRefusal.Inconsistent))]
    [InlineData("model number QX5521", nameof(TraceRefusal.Malformed))]
    public void An_answer_is_not_learned_unless_it_verifies(string text, string expected) => Assert.Equal(
        expected, TraceCheck.Of(text, SmallPairs.Of("Zulu QX5521", "Zulu QX5521", MatchVerdict.Different), out _).ToString());

    [Fact]
    public void A_listing_alone_is_parsed_into_quotes_of_its_aspects()
    {
        var catalog = EvidenceCatalog.Of([SmallPairs.Drives.A], SmallPairs.Rules, MatchPrompt.Trained);

        ParseTrace trace = ParseTrace.Of(catalog, 0)!;

        string[] lines = trace.Text.Split('\n');
        Assert.Contains("brand: Kovara", lines);
        Assert.Contains("storage capacity: 1TB", lines);
        Assert.All(lines, line => Assert.NotNull(catalog.Shown(0).Find(line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..])));
        Assert.DoesNotContain("listing b", trace.Prompt.Question, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_the_prompt_does_not_show_are_no_evidence()
    {
        string filler = string.Concat(Enumerable.Repeat("very fine article ", 20));
        PairEvidence pair = SmallPairs.Of(new ListingPair(
            SmallListings.Described("a", "Desk lamp", filler + "color black"),
            SmallListings.Described("b", "Desk lamp", filler + "color white")));

        Assert.Null(pair.Of("color"));
    }

    [Fact]
    public void The_prompt_of_trained_models_is_short_and_shows_no_column_that_leaks_the_product()
    {
        PairEvidence pair = SmallPairs.Of(new ListingPair(
            SmallListings.Of("a", "Desk lamp", ("cluster_id", "4711"), ("Part_Number", "L-9000")), SmallListings.Of("b", "Lamp")));

        string text = pair.Question().ToText();

        Assert.DoesNotContain("4711", text, StringComparison.Ordinal);
        Assert.Contains("L-9000", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 1, 180);
    }
}

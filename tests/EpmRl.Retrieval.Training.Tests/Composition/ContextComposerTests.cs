using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Composition;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Tests.Composition;

/// <summary>On the sample taxonomy and the frames of the repository.</summary>
public sealed class ContextComposerTests
{
    private const int FewestPairs = 6; // of each kind and language

    private static readonly HashSet<string> Nothing = [];

    private static readonly ProductTaxonomy Taxonomy = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));

    private static readonly IReadOnlyList<ContextLanguage> Languages =
        ContextFrames.Load(TestPaths.InProject("taxonomy", "contexts"));

    public static TheoryData<string> Tags() => [.. Languages.Select(language => language.Language)];

    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_language_has_frames_of_every_kind(string tag)
    {
        ContextLanguage language = Language(tag);

        Assert.All(FrameKinds.ByWord.Values, kind =>
            Assert.True(language.Frames.Count(frame => frame.Kind == kind) >= FewestPairs, $"{tag}: few frames of kind {kind}"));
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_frame_of_a_language_composes_and_its_spans_are_words_of_values(string tag)
    {
        FramedCategory[] categories = Categories(tag);
        foreach (ContextFrame frame in Language(tag).Frames)
        {
            (FramedCategory Category, AttributeWording Attribute)[] fitting =
                [.. categories.SelectMany(category => category.AttributesOf(frame).Select(attribute => (category, attribute)))];
            Assert.True(fitting.Length > 0, $"{tag}: no attribute of the sample taxonomy takes the frame '{frame.Id}'.");
            foreach ((FramedCategory category, AttributeWording attribute) in fitting.Take(3))
            {
                SpanExample[] examples = [.. new FramedListing(category, frame, attribute, 1, Seeds.Random(7)).Compose()];

                Assert.Equal(frame.Twin is null ? 1 : 2, examples.Length);
                Assert.Contains(examples[0].Spans, span => span.AttributeId == attribute.Attribute.Id && span.Stated);
                Assert.All(examples.Skip(1), twin =>
                    Assert.Contains(twin.Spans, span => span.AttributeId == attribute.Attribute.Id && !span.Stated));
                foreach (SpanExample example in examples)
                {
                    CheckSpans(example);
                }
            }
        }
    }

    [Fact]
    public void A_twin_differs_from_its_listing_in_one_place_only()
    {
        SpanExample[] twins = [.. Composed(1, 60).Where(example => example.Twin is not null)];

        Assert.NotEmpty(twins);
        foreach (SpanExample[] pair in twins.Chunk(2))
        {
            Assert.Equal(pair[0].Twin, pair[1].Twin);
            bool sameTitle = pair[0].Profile.Title == pair[1].Profile.Title;
            bool sameDescription = pair[0].Profile.Description == pair[1].Profile.Description;
            Assert.True(sameTitle != sameDescription, $"{pair[0].Profile.Id}: {pair[0].Profile.Title}");

            ProfileField unchanged = sameTitle ? ProfileField.Title : ProfileField.Description;
            Assert.Equal(
                pair[0].Spans.Where(span => span.Field == unchanged), pair[1].Spans.Where(span => span.Field == unchanged));
            Assert.Contains(pair[1].Spans, span => !span.Stated);
            Assert.Equal(Parts(pair[0], pair[1]).Before, Parts(pair[1], pair[0]).Before);
            Assert.Equal(Parts(pair[0], pair[1]).After, Parts(pair[1], pair[0]).After);
        }
    }

    [Fact]
    public void A_stated_listing_states_every_framed_value_and_spans_lie_on_words()
    {
        foreach (SpanExample example in Composed(3, 40))
        {
            CheckSpans(example);
            Assert.Contains(example.Spans, span => span.Stated || example.Twin is not null);
            if (example.Twin is null)
            {
                Assert.Contains(example.Spans, span => span.Stated);
            }
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_listings_and_another_seed_others()
    {
        byte[] Lines(int seed)
        {
            using var stream = new MemoryStream();
            SpanExampleWriter.Write(Composed(seed, 6), stream);
            return stream.ToArray();
        }

        Assert.Equal(Lines(1), Lines(1));
        Assert.NotEqual(Lines(1), Lines(2));
    }

    [Fact]
    public void Every_language_and_kind_of_frame_occurs_in_many_listings()
    {
        string[] ids = [.. Composed(1, 100).Select(example => example.Profile.Id)];

        foreach (ContextLanguage language in Languages)
        {
            HashSet<string> frames = [.. ids.Where(id => id.StartsWith($"composed-{language.Language}-", StringComparison.Ordinal))
                .Select(id => id[$"composed-{language.Language}-".Length..])];
            Assert.All(FrameKinds.ByWord.Values, kind => Assert.Contains(
                language.Frames.Where(frame => frame.Kind == kind),
                frame => frames.Any(id => id.StartsWith(frame.Id + "-", StringComparison.Ordinal))));
        }
    }

    [Fact]
    public void A_frame_that_no_attribute_takes_is_reported()
    {
        ContextLanguage language = Languages[0];
        ContextFrame odd = language.Frames[0] with { Id = "odd", Takes = ["planets"] };

        Assert.Empty(new ContextComposer(Taxonomy, Languages, Options(1, 1)).Unused(Nothing));
        Assert.Equal(
            [(language.Language, "odd")],
            new ContextComposer(Taxonomy, [language with { Frames = [.. language.Frames, odd] }], Options(1, 1)).Unused(Nothing));
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Values_are_worded_in_the_language(string tag)
    {
        FramedCategory shirts = Categories(tag).Single(category => category.Category.Id == "t-shirts");
        AttributeWording color = shirts.Attributes.Single(attribute => attribute.Attribute.Id == "color");
        string[] words = [.. Enumerable.Range(0, 5000).Select(i => color.Draw(Seeds.Random(i)).Text.ToLowerInvariant())];

        Assert.All(
            Tags().Select(row => row.Data),
            other => Assert.Equal(other == tag, words.Contains(Blue[other])));
    }

    private static readonly Dictionary<string, string> Blue = new(StringComparer.Ordinal)
    {
        ["de"] = "himmelblau", ["en"] = "sky blue", ["es"] = "azul marino", ["fr"] = "bleu marine", ["it"] = "blu notte",
        ["nl"] = "donkerblauw",
    };

    private static ContextLanguage Language(string tag) => Languages.Single(language => language.Language == tag);

    private static FramedCategory[] Categories(string tag) =>
    [
        .. Taxonomy.Categories.Where(category => category.Attributes.Count > 0)
            .Select(category => new FramedCategory(category, new LanguageVocabulary(Taxonomy, Language(tag)))),
    ];

    private static IEnumerable<SpanExample> Composed(int seed, int listings) =>
        new ContextComposer(Taxonomy, Languages, Options(seed, listings)).Compose(Nothing);

    private static ListingComposerOptions Options(int seed, int listings) =>
        new() { Seed = seed, ListingsOfCategory = listings, CategoriesOfOneParent = 20, FewestAttributes = 2 };

    private static string Text(SpanExample example, SpanLabel span)
    {
        string text = span.Field == ProfileField.Title ? example.Profile.Title : example.Profile.Description;
        return text[span.Start..span.End];
    }

    // The spans before and after the place where two listings differ, those after it counted from the end of the text. The framed words
    // themselves may be before or after the cue.
    private static (SpanLabel[] Before, SpanLabel[] After) Parts(SpanExample example, SpanExample twin)
    {
        HashSet<string> framed = [.. example.Spans.Concat(twin.Spans).Where(span => !span.Stated).Select(span => span.AttributeId)];
        bool inTitle = example.Profile.Title != twin.Profile.Title;
        ProfileField field = inTitle ? ProfileField.Title : ProfileField.Description;
        string own = inTitle ? example.Profile.Title : example.Profile.Description;
        string other = inTitle ? twin.Profile.Title : twin.Profile.Description;
        int before = own.AsSpan().CommonPrefixLength(other);
        int shortest = Math.Min(own.Length, other.Length) - before;
        int after = Enumerable.Range(0, shortest).TakeWhile(i => own[^(i + 1)] == other[^(i + 1)]).Count();
        SpanLabel[] spans = [.. example.Spans.Where(span => span.Field == field && !framed.Contains(span.AttributeId))];
        return (
            [.. spans.Where(span => span.End < before)],
            [.. spans.Where(span => span.Start > own.Length - after)
                .Select(span => span with { Start = own.Length - span.Start, End = own.Length - span.End })]);
    }

    private static void CheckSpans(SpanExample example)
    {
        Assert.DoesNotContain(
            $"{example.Profile.Title}{example.Profile.Description}", letter => letter is >= '\uE000' and <= '\uF8FF' or '{' or '}');
        foreach (SpanLabel span in example.Spans)
        {
            string words = Text(example, span);
            Assert.True(words.Length > 0 && words == words.Trim(), $"{example.Profile.Id}: '{words}'");
            Assert.Contains(example.Category.Attributes, attribute => attribute.Id == span.AttributeId);
        }

        Assert.Equal(example.Spans, example.Spans.OrderBy(span => span.Field).ThenBy(span => span.Start));
    }
}

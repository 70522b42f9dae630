using System.Diagnostics;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Training.Tests.Runs;

public sealed class FoldEnginesTests
{
    private static readonly LabelledListing[] Listings = [.. Enumerable.Range(0, 4).Select(i => new LabelledListing
    {
        Profile = new ProductProfile { Id = "same", Title = "same" },
        Category = "c",
        Gold = new Dictionary<string, IReadOnlyList<string>>(),
        Line = 1,
    })];

    private static readonly int[] FoldOf = [0, 1, 0, 1];
    private static readonly EvaluationEngine Final = Engine(), First = Engine(), Second = Engine();

    [Fact]
    public async Task All_listings_get_the_final_engine_and_all_but_a_fold_the_one_that_never_saw_it()
    {
        var engines = new FoldEngines(Listings, FoldOf, Final, [First, Second]);

        Assert.Same(Final, await engines.ForAsync(Listings));
        Assert.Same(First, await engines.ForAsync([Listings[1], Listings[3]]));
        Assert.Same(Second, await engines.ForAsync([Listings[0], Listings[2]]));
        await Assert.ThrowsAsync<UnreachableException>(async () => await engines.ForAsync([Listings[0], Listings[1], Listings[2]]));
    }

    [Fact]
    public async Task Without_engines_of_folds_everything_meets_the_final_one()
    {
        var engines = new FoldEngines(Listings, FoldOf, Final, []);

        Assert.Same(Final, await engines.ForAsync([Listings[1], Listings[3]]));
        Assert.Same(Final, engines.Without(1));
    }

    [Fact]
    public async Task A_stand_in_gives_its_own_vectors_under_the_final_encoders_space()
    {
        using var own = new HashingEncoder();
        EncoderSpace space = own.Space with { Fingerprint = "final" };
        using var standIn = new StandInEncoder(own, space);

        Assert.Same(space, standIn.Space);
        Assert.Equal((await own.EncodeAsync(["a lamp"]))[0].ToArray(), (await standIn.EncodeAsync(["a lamp"]))[0].ToArray());
    }

    private static EvaluationEngine Engine() => new(new HashingEncoder(), null!, new IdentificationOptions());
}

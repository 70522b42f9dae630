namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Searching;

public sealed class RecallGateTests
{
    private static readonly QdrantOptions Options =
        new() { IndexFolder = "x", ExactUpTo = 100, RecallProbes = 4, ProbeEvery = 10, RecallGate = 0.9 };
    private static readonly SearchFilter Small = new("scope", "s", 100);
    private static readonly SearchFilter Large = new("scope", "l", 101);

    [Fact]
    public void Small_filters_are_always_exact()
    {
        var gate = new RecallGate(Options);

        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(SearchPlan.Exact, gate.Next(Small)));
        Assert.Empty(gate.Measured());
    }

    [Fact]
    public void A_large_filter_is_approximate_once_enough_probes_have_kept_the_gate_and_is_probed_again_now_and_then()
    {
        var gate = new RecallGate(Options);
        SearchPlan[] plans = [.. Enumerable.Range(0, 30).Select(_ => Ask(gate, 1))];

        Assert.All(plans[..4], plan => Assert.Equal(SearchPlan.Probe, plan));
        Assert.Equal(2, plans[4..24].Count(plan => plan == SearchPlan.Probe));
        Assert.Equal(18, plans[4..24].Count(plan => plan == SearchPlan.Approximate));
        Assert.Equal(new MeasuredRecall("scope", "l", 4, 1, true), gate.Measured().Single());
    }

    [Fact]
    public void Below_the_gate_it_is_exact_until_new_probes_are_good()
    {
        var gate = new RecallGate(Options);
        SearchPlan[] bad = [.. Enumerable.Range(0, 24).Select(_ => Ask(gate, 0.5))];

        Assert.DoesNotContain(SearchPlan.Approximate, bad);
        Assert.Contains(SearchPlan.Exact, bad);
        Assert.False(gate.Measured().Single().IsApproximate);

        for (int i = 0; i < 50; i++)
        {
            Ask(gate, 1);
        }

        Assert.True(gate.Measured().Single().IsApproximate);
    }

    private static SearchPlan Ask(RecallGate gate, double recall)
    {
        SearchPlan plan = gate.Next(Large);
        if (plan == SearchPlan.Probe)
        {
            gate.Note(Large, recall);
        }

        return plan;
    }
}

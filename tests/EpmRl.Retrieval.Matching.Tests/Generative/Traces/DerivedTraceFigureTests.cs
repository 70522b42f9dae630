using System.Globalization;

namespace EpmRl.Retrieval.Matching.Tests.Generative.Traces;

/// <summary>How many labelled pairs of public data have an honest trace, and how long traces are.</summary>
public sealed class DerivedTraceFigureTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("wdc", 0.9)]
    [InlineData("abt-buy", 0.9)]
    public async Task Most_labelled_pairs_have_a_short_trace_that_verifies(string data, double share)
    {
        LabelledPairs labelled = data == "wdc" ? await LabelledPairs.WdcAsync(3_000) : await LabelledPairs.AbtBuyAsync(3_000);
        var traces = new List<(PairEvidence Pair, DerivedTrace Trace)>();
        var refused = new Dictionary<(bool, TraceRefusal), int>();
        foreach (PairEvidence pair in labelled.Pairs)
        {
            if (DerivedTrace.Of(pair, out TraceRefusal refusal) is { } trace)
            {
                traces.Add((pair, trace));
            }
            else
            {
                var key = (pair.Truth == MatchVerdict.Same, refusal);
                refused[key] = refused.GetValueOrDefault(key) + 1;
            }
        }

        Print(labelled.Pairs, traces, refused);
        Assert.True(traces.Count >= share * labelled.Pairs.Count, $"{traces.Count} of {labelled.Pairs.Count}");
        var reward = new RationaleReward();
        double verified = 0;
        foreach ((PairEvidence pair, DerivedTrace trace) in traces)
        {
            Assert.Equal(TraceRefusal.None, TraceCheck.Of(trace.Text, pair, out _));
            Assert.InRange(trace.Claims.Count, 1, DerivedTrace.MostLines);
            verified += reward.Score(pair, new SampledAnswer(trace.Text, 50)).Of(RewardParts.Spans)!.Value!.Value;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mean R_span of the traces: {verified / traces.Count:0.000}"));
        Assert.True(verified / traces.Count > 0.97);
    }

    [Theory]
    [InlineData("wdc")]
    [InlineData("abt-buy")]
    public async Task Relations_that_the_engine_is_sure_of_agree_with_the_labels(string data)
    {
        LabelledPairs labelled = data == "wdc" ? await LabelledPairs.WdcAsync(6_000) : await LabelledPairs.AbtBuyAsync(6_000);
        (bool Same, AspectEvidence Evidence)[] all =
            [.. labelled.Pairs.SelectMany(pair => pair.Aspects.Select(one => (pair.Truth == MatchVerdict.Same, one)))];
        foreach (var group in all.GroupBy(one => (one.Evidence.Relation, one.Evidence.Aspect, one.Evidence.Confidence))
            .Where(group => group.Count() >= 20).OrderBy(group => group.Key))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{group.Key.Relation,-9} {group.Key.Aspect,-18} {group.Key.Confidence:0.00}: same in {group.Count(one => one.Same)} of "
                + $"{group.Count()}"));
        }

        (bool Same, AspectEvidence)[] conflicts =
            [.. all.Where(one => one.Evidence is { Relation: AspectRelation.Conflict, Confidence: >= 0.9 })];
        Assert.InRange((double)conflicts.Count(one => one.Same) / conflicts.Length, 0, 0.05);
    }

    private void Print(
        IReadOnlyList<PairEvidence> pairs, List<(PairEvidence Pair, DerivedTrace Trace)> traces,
        Dictionary<(bool, TraceRefusal), int> refused)
    {
        foreach (bool same in (bool[])[true, false])
        {
            int all = pairs.Count(pair => (pair.Truth == MatchVerdict.Same) == same);
            int kept = traces.Count(trace => (trace.Trace.Verdict == MatchVerdict.Same) == same);
            string why = string.Join(", ", refused.Where(one => one.Key.Item1 == same).Select(one => $"{one.Key.Item2} {one.Value}"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(same ? "same" : "not same")}: {kept} of {all} pairs, {100.0 * kept / all:0.0} %; refused: {why}"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"variant {traces.Count(trace => trace.Trace.Verdict == MatchVerdict.Variant)}; lines "
            + $"{traces.Average(trace => trace.Trace.Claims.Count):0.00}, characters {traces.Average(trace => trace.Trace.Text.Length):0}, "
            + $"of the prompt {traces.Average(trace => trace.Pair.Question().ToText().Length):0}"));
        foreach ((PairEvidence pair, DerivedTrace trace) in traces.Where((_, i) => i % Math.Max(1, traces.Count / 6) == 0))
        {
            output.WriteLine($"\n{pair.Question().ToText()}{trace.Text}");
        }
    }
}

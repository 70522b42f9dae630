namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>Scripts for a fault proxy: which request gets which fault.</summary>
public static class FaultScript
{
    /// <summary>No faults.</summary>
    public static Func<ProxiedRequest, Fault> None { get; } = _ => Fault.None;

    /// <summary>Faults at random, the same for the same seed: a share of all requests meets one of them.</summary>
    /// <param name="seed">Seed; show it when a test fails.</param>
    /// <param name="share">Share of requests with a fault, from 0 to 1.</param>
    /// <param name="faults">The faults, each as likely as the others.</param>
    public static Func<ProxiedRequest, Fault> Seeded(int seed, double share, params IReadOnlyList<Fault> faults) => request =>
    {
        // The numbers 1, 2, 3 … make poor seeds one by one; a product with a large odd number scatters them.
        Random random = new(unchecked((seed * 31) + (request.Number * (int)2_654_435_761)));
        return random.NextDouble() < share ? faults[random.Next(faults.Count)] : Fault.None;
    };

    /// <summary>A fault for every request that a condition holds for.</summary>
    public static Func<ProxiedRequest, Fault> Whenever(Func<ProxiedRequest, bool> condition, Fault fault) =>
        request => condition(request) ? fault : Fault.None;

    /// <summary>Faults for the first requests that a condition holds for, one after the other; those after them pass.</summary>
    public static Func<ProxiedRequest, Fault> First(Func<ProxiedRequest, bool> condition, params IReadOnlyList<Fault> faults)
    {
        int next = -1;
        return request => condition(request) && Interlocked.Increment(ref next) is var at && at < faults.Count ? faults[at] : Fault.None;
    }
}

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>Bounds of a range, each given or not.</summary>
internal readonly record struct Bounds<T>(T? Above, T? From, T? Below, T? UpTo)
    where T : struct, IComparable<T>
{
    public bool Contains(T value) =>
        !(Above is { } above && value.CompareTo(above) <= 0)
        && !(From is { } from && value.CompareTo(from) < 0)
        && !(Below is { } below && value.CompareTo(below) >= 0)
        && !(UpTo is { } upTo && value.CompareTo(upTo) > 0);
}

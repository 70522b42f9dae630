namespace EpmRl.Retrieval.Tests.RoundTrip;

/// <summary>A title with one quantity in it, and what a reader of it should say.</summary>
/// <param name="Title">The title.</param>
/// <param name="Dimension">What the quantity measures.</param>
/// <param name="Values">The quantity in the base unit of the dimension: one number, or the two ends of a range.</param>
/// <param name="IsAmbiguous">Whether the digits have two readings in themselves: "1.800", "2 500".</param>
/// <param name="Form">How the quantity is written: single, range, tolerance, compound, bound.</param>
/// <param name="Language">The language of the words around it.</param>
/// <param name="IsForeign">Whether the spelling of the unit comes from UnitsNet.</param>
internal sealed record Composition(
    string Title, string Dimension, double[] Values, bool IsAmbiguous, string Form, string Language, bool IsForeign);

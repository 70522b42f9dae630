namespace EpmRl.Retrieval.LifeCycle;

/// <summary>Two values of an attribute that an encoder hardly distinguishes, so that they would share their listings' scores.</summary>
/// <param name="Attribute">Id of the attribute.</param>
/// <param name="Value">Id of one value.</param>
/// <param name="Label">Its label.</param>
/// <param name="Other">Id of the other value.</param>
/// <param name="OtherLabel">Its label.</param>
/// <param name="Cosine">Cosine of their vectors, in [-1, 1].</param>
internal sealed record NearDuplicate(string Attribute, string Value, string Label, string Other, string OtherLabel, double Cosine);

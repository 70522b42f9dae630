namespace EpmRl.Retrieval.Catalog;

/// <summary>An option of a product and the value that a row has of it: <c>Color</c> and <c>Red</c>.</summary>
/// <param name="Name">What the shop calls the option.</param>
/// <param name="Value">Its value; several are separated by commas.</param>
public sealed record ProductOption(string Name, string Value);

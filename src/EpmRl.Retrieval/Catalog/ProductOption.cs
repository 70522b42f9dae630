namespace EpmRl.Retrieval.Catalog;

/// <summary>An option of a product with the row's value: <c>Color</c> and <c>Red</c>.</summary>
/// <param name="Name">The shop's name of the option.</param>
/// <param name="Value">Its value; several are separated by commas.</param>
public sealed record ProductOption(string Name, string Value);

using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>An edit of one value.</summary>
internal abstract record ValueEdit : TaxonomyEdit
{
    /// <summary>The value, <c>attribute/value</c>.</summary>
    public required ValueId Value { get; init; }

    internal override string? TouchedAttribute => Value.Attribute;
}

/// <summary>Adds a value.</summary>
internal sealed record AddValue : ValueEdit
{
    /// <summary>Its label.</summary>
    public required string Label { get; init; }

    /// <summary>Other spellings.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What it covers; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Id of the value it follows in the list; null for the end.</summary>
    public string? After { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.AddValue(
        Value, new TaxonomyValue { Id = Value.Value, Label = Label, Aliases = [.. Aliases], Description = Description }, After);
}

/// <summary>Renames a value; the id stays, so stored tags stay valid.</summary>
internal sealed record RenameValue : ValueEdit
{
    /// <summary>The new label.</summary>
    public required string Label { get; init; }

    /// <summary>Whether the old label stays as an alias, for listings that write it.</summary>
    public bool KeepOld { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.ChangeActive(Value, value => value with
    {
        Label = Label,
        Aliases = [.. value.Aliases.Where(alias => alias != Label), .. KeepOld && value.Label != Label ? new[] { value.Label } : []],
    });
}

/// <summary>Describes a value.</summary>
internal sealed record DescribeValue : ValueEdit
{
    /// <summary>A sentence or examples; null for none.</summary>
    public string? Description { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.ChangeActive(Value, value => value with { Description = Description });
}

/// <summary>Sets or removes a value's label in another language.</summary>
internal sealed record TranslateValue : ValueEdit
{
    /// <summary>BCP-47 tag of the language.</summary>
    public required string Locale { get; init; }

    /// <summary>The label; null for none.</summary>
    public string? Label { get; init; }

    internal override void Apply(TaxonomyEditor editor)
    {
        if (!ValueSettings.IsLanguageTag(Locale))
        {
            throw new EditRefusedException($"'{Locale}' is not a language tag. Expected one of BCP 47, such as 'de' or 'pt-BR'.");
        }

        editor.ChangeActive(Value, value =>
        {
            var labels =
                new SortedDictionary<string, string>(value.LocaleLabels.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
            if (Label is null)
            {
                labels.Remove(Locale);
            }
            else
            {
                labels[Locale] = Label;
            }

            return value with { LocaleLabels = labels };
        });
    }
}

/// <summary>Adds other spellings to a value.</summary>
internal sealed record AddAlias : ValueEdit
{
    /// <summary>The spellings.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.ChangeActive(Value, value => value with
    {
        Aliases = [.. value.Aliases, .. Aliases.Select(alias => !value.Aliases.Contains(alias) ? alias
            : throw new EditRefusedException($"'{Value}' has the alias '{alias}' already."))],
    });
}

/// <summary>Removes spellings from a value.</summary>
internal sealed record RemoveAlias : ValueEdit
{
    /// <summary>The spellings, as written there.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.ChangeActive(Value, value =>
    {
        if (Aliases.FirstOrDefault(alias => !value.Aliases.Contains(alias)) is { } unknown)
        {
            throw new EditRefusedException($"'{Value}' has no alias '{unknown}'.{ClosestName.Hint(unknown, [.. value.Aliases])}");
        }

        return value with { Aliases = [.. value.Aliases.Where(alias => !Aliases.Contains(alias))] };
    });
}

/// <summary>Deprecates a value. It stays for old tags; redirects to it move to the successor, or to none.</summary>
internal sealed record DeprecateValue : ValueEdit
{
    /// <summary>The replacement; null for none.</summary>
    public ValueId? ReplacedBy { get; init; }

    internal override void Apply(TaxonomyEditor editor) =>
        editor.Retire(Value, ReplacedBy is { } successor ? [successor] : [], split: false);
}

/// <summary>Restores a deprecated value. Spellings that its successors took over return to it where they are its label.</summary>
internal sealed record RestoreValue : ValueEdit
{
    internal override void Apply(TaxonomyEditor editor) => editor.Restore(Value);
}

/// <summary>
/// Merges a value into another one, which gets its label, aliases and translations as aliases; the merged value leaves a redirect.
/// </summary>
internal sealed record MergeValue : ValueEdit
{
    /// <summary>The value that remains, of the same attribute.</summary>
    public required ValueId Into { get; init; }

    /// <summary>Whether the translations become aliases too, where the remaining value does not already have them; null for true.</summary>
    public bool? Translations { get; init; }

    internal override TaxonomyEdit Settled() => this with { Translations = Translations ?? true };

    // Journals older than this choice did not take translations over.
    internal override void Apply(TaxonomyEditor editor) => editor.Merge(Value, Into, Translations == true);
}

/// <summary>Splits a value into parts. Its listings must be tagged again: no file says which part a listing has.</summary>
internal sealed record SplitValue : ValueEdit
{
    /// <summary>Instead of a part's id: the aliases go to no part.</summary>
    public const string NoPart = "-";

    /// <summary>The parts, at least two, of the same attribute; missing ones are added.</summary>
    public required IReadOnlyList<SplitPart> Into { get; init; }

    /// <summary>
    /// Id of the part that keeps the aliases, <see cref="NoPart"/> for none; null for the first part. An alias equal to a part's spelling
    /// stays with that part.
    /// </summary>
    public string? AliasesTo { get; init; }

    internal override TaxonomyEdit Settled() => Into.Count == 0 ? this : this with { AliasesTo = AliasesTo ?? Into[0].Id };

    // Journals older than this choice dropped the aliases.
    internal override void Apply(TaxonomyEditor editor) => editor.Split(Value, Into, AliasesTo ?? NoPart);
}

/// <summary>A part of a split value.</summary>
/// <param name="Id">Id of the part within the attribute.</param>
/// <param name="Label">Its label if it is new; null for an existing value.</param>
internal sealed record SplitPart(string Id, string? Label = null);

/// <summary>Moves a value to another attribute; a redirect stays.</summary>
internal sealed record MoveValue : ValueEdit
{
    /// <summary>The value's new id, <c>attribute/value</c>; must be unused.</summary>
    public required ValueId To { get; init; }

    internal override void Apply(TaxonomyEditor editor) => editor.Move(Value, To);
}

/// <summary>Removes a value that was never published, so that no tag can name it.</summary>
internal sealed record RemoveValue : ValueEdit
{
    internal override void Apply(TaxonomyEditor editor) => editor.RemoveValue(Value);
}

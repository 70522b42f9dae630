using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// One change of a taxonomy, as stated in commands and stored in the journal: <c>{"edit": "rename-value", "value": "color/slate", "label":
/// "Slate grey"}</c>. Ids never change and are never reused with another meaning; names and labels are data.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "edit")]
[JsonDerivedType(typeof(AddValue), "add-value")]
[JsonDerivedType(typeof(RenameValue), "rename-value")]
[JsonDerivedType(typeof(DescribeValue), "describe-value")]
[JsonDerivedType(typeof(TranslateValue), "translate-value")]
[JsonDerivedType(typeof(AddAlias), "add-alias")]
[JsonDerivedType(typeof(RemoveAlias), "remove-alias")]
[JsonDerivedType(typeof(DeprecateValue), "deprecate-value")]
[JsonDerivedType(typeof(RestoreValue), "restore-value")]
[JsonDerivedType(typeof(MergeValue), "merge-value")]
[JsonDerivedType(typeof(SplitValue), "split-value")]
[JsonDerivedType(typeof(MoveValue), "move-value")]
[JsonDerivedType(typeof(RemoveValue), "remove-value")]
[JsonDerivedType(typeof(AddAttribute), "add-attribute")]
[JsonDerivedType(typeof(RenameAttribute), "rename-attribute")]
[JsonDerivedType(typeof(RetypeAttribute), "retype-attribute")]
[JsonDerivedType(typeof(SetAttribute), "set-attribute")]
[JsonDerivedType(typeof(RemoveAttribute), "remove-attribute")]
[JsonDerivedType(typeof(AttachAttribute), "attach-attribute")]
[JsonDerivedType(typeof(DetachAttribute), "detach-attribute")]
[JsonDerivedType(typeof(AddCategory), "add-category")]
[JsonDerivedType(typeof(RenameCategory), "rename-category")]
[JsonDerivedType(typeof(DescribeCategory), "describe-category")]
[JsonDerivedType(typeof(NameCategory), "name-category")]
[JsonDerivedType(typeof(MoveCategory), "move-category")]
[JsonDerivedType(typeof(RemoveCategory), "remove-category")]
internal abstract record TaxonomyEdit
{
    private protected TaxonomyEdit()
    {
    }

    /// <summary>The attribute whose values or settings it changes; null for edits of categories.</summary>
    internal abstract string? TouchedAttribute { get; }

    /// <summary>
    /// The edit with every open choice made, as the journal stores it: the meaning of an entry never changes, even if the default changes
    /// later.
    /// </summary>
    internal virtual TaxonomyEdit WithDefaults() => this;

    /// <summary>Applies the change.</summary>
    /// <exception cref="EditRefusedException">The edit is refused.</exception>
    internal abstract void Apply(TaxonomyEditor editor);
}

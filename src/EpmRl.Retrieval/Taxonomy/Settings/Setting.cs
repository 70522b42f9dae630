using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Where a setting is written although it has its default.</summary>
internal enum Written
{
    /// <summary>Nowhere.</summary>
    WhenSet,

    /// <summary>In exports.</summary>
    InExports,

    /// <summary>In files and exports.</summary>
    Always,
}

/// <summary>One setting of an attribute: a row of <see cref="AttributeSettings"/>.</summary>
/// <param name="Number">Its place in snapshots and versions, which never changes.</param>
/// <param name="Key">The key in files.</param>
/// <param name="Meaning">What it says, for the reference.</param>
internal abstract record Setting(int Number, string Key, string Meaning)
{
    public SettingGroup Group { get; init; } = SettingGroup.General;

    /// <summary>What is the case without it, for the reference; null for the default itself.</summary>
    public string? Unset { get; init; }

    /// <summary>Where it is written although it has its default.</summary>
    public Written Written { get; init; }

    /// <summary>Whether versions have it by name, and only where it is set, as every setting that is younger than the versions.</summary>
    public bool Named { get; init; }

    /// <summary>The default as files have it; null when it is nothing, or empty.</summary>
    public abstract YamlNode? Default { get; }

    /// <summary>Whether an attribute has something else than the default.</summary>
    public abstract bool IsSet(AttributeDefinition attribute);

    /// <summary>What an attribute has, as files have it.</summary>
    public abstract YamlNode NodeOf(AttributeDefinition attribute);

    /// <summary>The attribute with what a file says; as it was where that is wrong, which is logged.</summary>
    public abstract AttributeDefinition Read(AttributeDefinition attribute, SettingSource from);

    /// <summary>The attribute with the default.</summary>
    public abstract AttributeDefinition Reset(AttributeDefinition attribute);

    public abstract void Write(ISettingWriter to, AttributeDefinition attribute);

    /// <summary>The attribute with what <see cref="Write"/> stored.</summary>
    public abstract AttributeDefinition Load(AttributeDefinition attribute, ref SnapshotReader from);

    /// <summary>Writes a setting that differs from its default with its name.</summary>
    public abstract void WriteNamed(ISettingWriter to, AttributeDefinition attribute);
}

/// <summary>A setting with values of a type.</summary>
internal sealed record Setting<T>(
    int Number, string Key, SettingType<T> Type,
    Func<AttributeDefinition, T> Get, Func<AttributeDefinition, T, AttributeDefinition> Set, string Meaning)
    : Setting(Number, Key, Meaning)
{
    private readonly T unset = Get(new AttributeDefinition { Id = "", Name = "" });

    public override YamlNode? Default => Type.IsNothing(unset) ? null : Type.NodeOf(unset);

    public override bool IsSet(AttributeDefinition attribute) => !Type.IsDefault(Get(attribute), unset);

    public override YamlNode NodeOf(AttributeDefinition attribute) => Type.NodeOf(Get(attribute));

    public override AttributeDefinition Read(AttributeDefinition attribute, SettingSource from) =>
        Type.TryRead(from, out T value) ? Set(attribute, value) : attribute;

    public override AttributeDefinition Reset(AttributeDefinition attribute) => IsSet(attribute) ? Set(attribute, unset) : attribute;

    public override void Write(ISettingWriter to, AttributeDefinition attribute) => Type.Write(to, Get(attribute));

    // Defaults cost no copy: a damaged file must not take much more memory than it is long.
    public override AttributeDefinition Load(AttributeDefinition attribute, ref SnapshotReader from)
    {
        T value = Type.Load(ref from);
        return Type.IsDefault(value, unset) ? attribute : Set(attribute, value);
    }

    public override void WriteNamed(ISettingWriter to, AttributeDefinition attribute)
    {
        to.Text(Key);
        if (!Type.IsFlag)
        {
            Write(to, attribute);
        }
    }
}

using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The source of a setting: a key of a map, and its owner, for messages.</summary>
internal readonly record struct SettingSource(YamlFields Fields, string Key, string Owner, ProblemLog Log)
{
    /// <summary>Logs a problem with the setting.</summary>
    public void Wrong(BoundedMessage message) => Log.Error(Fields.Path, Fields.LineOf(Key), message);
}

/// <summary>The type of a setting's values: how they are read from files, written to files, and stored.</summary>
internal abstract class SettingType<T>
{
    /// <summary>Whether a setting not at its default has only one value, so that its name suffices.</summary>
    public virtual bool IsFlag => false;

    /// <summary>Reads a value from a file. False where it is invalid, which is logged.</summary>
    public abstract bool TryRead(SettingSource from, out T value);

    /// <summary>The value in file form.</summary>
    public abstract YamlNode NodeOf(T value);

    /// <summary>Stores, or hashes, the value. The format never changes.</summary>
    public abstract void Write(ISettingWriter to, T value);

    /// <summary>Reads a value stored by <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public abstract T Load(ref SnapshotReader from);

    /// <summary>Whether there is nothing to write: null, or an empty list or map.</summary>
    public virtual bool IsNothing(T value) => value is null;

    /// <summary>Whether a value is the setting's default.</summary>
    public bool IsDefault(T value, T unset) => IsNothing(value) ? IsNothing(unset) : EqualityComparer<T>.Default.Equals(value, unset);
}

/// <summary>Receives the values of settings in the order of their numbers: a snapshot, or the hash that is a taxonomy's version.</summary>
internal interface ISettingWriter
{
    void Text(string? text);

    void Texts(IReadOnlyCollection<string> texts);

    void Flag(bool flag);

    void Number(int number);

    void Optional(int? number);

    /// <summary>One of fewer than 256 choices.</summary>
    void Choice(int ordinal);

    void Factors(IReadOnlyDictionary<string, double> factors);

    void Places(IReadOnlyDictionary<int, int> places);

    void Range(UsualRange? range);
}

using System.Text.RegularExpressions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Finds the quantities of a field: numbers with units, role marks and chains ("24"W x 30"D x 36"H").</summary>
/// <param name="composer">Composes quantities from numbers and units.</param>
/// <param name="units">Reads the units of headers and chains.</param>
/// <param name="roles">The role words of the category's attributes.</param>
internal sealed class QuantityScanner(QuantityComposer composer, UnitLexicon units, RoleWords roles)
{
    private readonly RoleReader roleReader = new(roles, units);
    private readonly ChainReader chains = new(roles, units);

    /// <summary>The quantities of a field, in order.</summary>
    /// <param name="field">The field.</param>
    /// <param name="notation">How the listing writes numbers; null to judge by the field alone.</param>
    public List<Quantity> Scan(FieldText field, NumberNotation? notation = null)
    {
        List<Quantity> quantities = composer.Compose(field, roles, notation);
        if (roles.IsEmpty)
        {
            chains.Read(field.Text, quantities);
            return quantities;
        }

        RoleHeader[] headers = RoleHeader.Find(field.Text, roles, units);
        ChainReader.ReadHeaders(field.Text, quantities, headers);
        roleReader.Read(field, quantities, headers);
        chains.Read(field.Text, quantities);
        quantities.RemoveAll(quantity => IsCode(field.Text, quantity));
        return quantities;
    }

    // The digits after a letter that is a mark ("W65", "H110") are a size if in a chain or with a unit; otherwise they end a code.
    private bool IsCode(string text, Quantity quantity) =>
        quantity.ChainLength == 1 && quantity.UnitCue != UnitCue.Written && roles.Glued(text, quantity.Start) is { } mark
        && mark.Key != RoleWords.Times && mark.End - mark.Start == 1 && char.IsAscii(text[mark.Start]);
}

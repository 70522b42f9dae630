namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// Cosines and sines of rotary positions (Su et al., 2021, arXiv:2104.09864), computed once for a range of positions: angle of position p
/// and pair i = p · base^(−2i / D).
/// </summary>
/// <param name="angularBase">The base.</param>
/// <param name="headSize">D, even.</param>
internal sealed class RotaryTables(double angularBase, int headSize)
{
    private const int Step = 256;

    /// <summary>Positions covered.</summary>
    public int Positions { get; private set; }

    /// <summary>[positions, D / 2].</summary>
    public double[] Cosines { get; private set; } = [];

    /// <summary>[positions, D / 2].</summary>
    public double[] Sines { get; private set; } = [];

    /// <summary>The cosines in single precision.</summary>
    public float[] SingleCosines { get; private set; } = [];

    /// <summary>The sines in single precision.</summary>
    public float[] SingleSines { get; private set; } = [];

    /// <summary>Extends the tables where they cover fewer positions.</summary>
    public void Cover(int positions)
    {
        if (positions <= Positions)
        {
            return;
        }

        Positions = (positions + Step - 1) / Step * Step;
        int half = headSize / 2;
        (Cosines, Sines) = (new double[Positions * half], new double[Positions * half]);
        for (int i = 0; i < half; i++)
        {
            double frequency = Math.Pow(angularBase, -2.0 * i / headSize);
            for (int position = 0; position < Positions; position++)
            {
                (Sines[position * half + i], Cosines[position * half + i]) = Math.SinCos(position * frequency);
            }
        }

        SingleCosines = Array.ConvertAll(Cosines, number => (float)number);
        SingleSines = Array.ConvertAll(Sines, number => (float)number);
    }
}

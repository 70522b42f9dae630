using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace EpmRl.Retrieval.Cli.Diagnosis;

/// <summary>The vector instructions of this processor that decide how fast an encoder runs, and which form suits it.</summary>
internal static class ProcessorFeatures
{
    /// <summary>Whether it multiplies 8-bit integers without saturating (VNNI, or the ARM dot product).</summary>
    public static bool HasIntegerDotProduct { get; } = Avx512Vnni() || AvxVnni.IsSupported || Dp.IsSupported;

    /// <summary>Their names, the common ones first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. List()];

    private static IEnumerable<string> List()
    {
        (string Name, bool Has)[] features =
        [
            ("AVX2", Avx2.IsSupported),
            ("FMA", Fma.IsSupported),
            ("AVX-512", Avx512F.IsSupported),
            ("AVX512-VNNI", Avx512Vnni()),
            ("AVX-VNNI", AvxVnni.IsSupported),
            ("NEON", AdvSimd.IsSupported),
            ("NEON dot product", Dp.IsSupported),
        ];
        return features.Where(feature => feature.Has).Select(feature => feature.Name);
    }

    // The runtime has no class for it: leaf 7, bit 11 of ECX.
    private static bool Avx512Vnni() =>
        X86Base.IsSupported && Avx512F.IsSupported && (X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0;
}

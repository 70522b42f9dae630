using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>The processor features that determine an encoder's speed and the best precision for it.</summary>
/// <param name="Cores">Cores the process may use.</param>
/// <param name="Avx2">256-bit integer arithmetic.</param>
/// <param name="Fma">A product and a sum in one instruction.</param>
/// <param name="Avx512">512-bit arithmetic.</param>
/// <param name="Avx512Vnni">8-bit dot products of 512 bits.</param>
/// <param name="AvxVnni">8-bit dot products of 256 bits.</param>
/// <param name="Neon">128-bit arithmetic of ARM.</param>
/// <param name="NeonDotProduct">8-bit dot products of ARM.</param>
public sealed record ProcessorFeatures(
    int Cores, bool Avx2, bool Fma, bool Avx512, bool Avx512Vnni, bool AvxVnni, bool Neon, bool NeonDotProduct)
{
    /// <summary>Whether 8-bit products are summed in 32 bits by one instruction, without saturating.</summary>
    public bool Vnni => Avx512Vnni || AvxVnni || NeonDotProduct;

    /// <summary>The names of the features present, the common ones first.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names
    {
        get
        {
            (string Name, bool Has)[] features =
            [
                ("AVX2", Avx2),
                ("FMA", Fma),
                ("AVX-512", Avx512),
                ("AVX512-VNNI", Avx512Vnni),
                ("AVX-VNNI", AvxVnni),
                ("NEON", Neon),
                ("NEON dot product", NeonDotProduct),
            ];
            return [.. features.Where(feature => feature.Has).Select(feature => feature.Name)];
        }
    }

    /// <summary>Detects the features of this machine.</summary>
    public static ProcessorFeatures Detect()
    {
        // Leaf 7: sub-leaf 0 has AVX512-VNNI in ECX bit 11; sub-leaf 1 has AVX-VNNI in EAX bit 4 (Intel SDM, CPUID).
        int ecx = X86Base.IsSupported ? X86Base.CpuId(7, 0).Ecx : 0;
        int eax = X86Base.IsSupported ? X86Base.CpuId(7, 1).Eax : 0;
        return new ProcessorFeatures(
            Environment.ProcessorCount,
            System.Runtime.Intrinsics.X86.Avx2.IsSupported,
            System.Runtime.Intrinsics.X86.Fma.IsSupported,
            Avx512F.IsSupported,
            Avx512F.IsSupported && (ecx & (1 << 11)) != 0,
            System.Runtime.Intrinsics.X86.Avx2.IsSupported && (eax & (1 << 4)) != 0,
            AdvSimd.IsSupported,
            Dp.IsSupported);
    }
}

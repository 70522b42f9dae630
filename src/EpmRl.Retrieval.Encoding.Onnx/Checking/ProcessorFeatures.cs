using System.Runtime.Intrinsics.X86;

namespace EpmRl.Retrieval.Encoding.Onnx.Checking;

/// <summary>What of the processor decides the speed of an encoder.</summary>
/// <param name="Cores">Cores the process may use.</param>
/// <param name="Avx2">256-bit integer arithmetic.</param>
/// <param name="Avx512">512-bit arithmetic.</param>
/// <param name="Avx512Vnni">8-bit dot products of 512 bits.</param>
/// <param name="AvxVnni">8-bit dot products of 256 bits.</param>
public sealed record ProcessorFeatures(int Cores, bool Avx2, bool Avx512, bool Avx512Vnni, bool AvxVnni)
{
    /// <summary>Whether 8-bit products are summed in 32 bits by one instruction.</summary>
    public bool Vnni => Avx512Vnni || AvxVnni;

    /// <summary>Asks this machine.</summary>
    public static ProcessorFeatures Detect()
    {
        if (!X86Base.IsSupported)
        {
            return new ProcessorFeatures(Environment.ProcessorCount, false, false, false, false);
        }

        // Leaf 7: sub-leaf 0 has AVX512-VNNI in ECX bit 11; sub-leaf 1 has AVX-VNNI in EAX bit 4 (Intel SDM, CPUID).
        (_, _, int ecx, _) = X86Base.CpuId(7, 0);
        (int eax, _, _, _) = X86Base.CpuId(7, 1);
        return new ProcessorFeatures(
            Environment.ProcessorCount, System.Runtime.Intrinsics.X86.Avx2.IsSupported, Avx512F.IsSupported,
            Avx512F.IsSupported && (ecx & (1 << 11)) != 0, System.Runtime.Intrinsics.X86.Avx2.IsSupported && (eax & (1 << 4)) != 0);
    }
}

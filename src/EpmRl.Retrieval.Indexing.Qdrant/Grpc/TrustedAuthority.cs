using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Trusts the certificate authorities of a file, and no other.</summary>
internal static class TrustedAuthority
{
    /// <exception cref="ArgumentException">The file is missing or holds no certificate.</exception>
    public static X509ChainPolicy PolicyOf(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception wrong) when (wrong is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new InvalidRequestException($"{file} cannot be read as certificates in PEM form: {wrong.Message}", wrong);
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new InvalidRequestException($"{file} holds no certificate in PEM form.");
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

public sealed class QdrantTlsTests
{
    [Fact]
    public async Task A_certificate_is_trusted_when_its_authority_is_named_and_not_otherwise()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=qdrant", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using TestServer server = await TestServer.StartAsync(new QdrantEmulatorOptions { Certificate = certificate });
        await using var index = new ServedIndex(server);
        var encoder = new HashingEncoder(dimension: 16);
        QdrantOptions distrusting = index.Options;
        index.Options = distrusting with { CertificateAuthorityFile = index.Scratch.Write("ca.pem", certificate.ExportCertificatePem()) };

        await index.PublishAsync(TestTaxonomies.Small(), encoder);
        using QdrantVectorIndex opened = await QdrantVectorIndex.OpenAsync(index.Options);
        IndexUnavailableException refused =
            await Assert.ThrowsAnyAsync<IndexUnavailableException>(() => QdrantVectorIndex.OpenAsync(distrusting));

        Assert.Equal("https", server.At.Rest.Scheme);
        Assert.False(refused.IsTransient);
        Assert.Contains("not trusted", refused.Message);
    }
}

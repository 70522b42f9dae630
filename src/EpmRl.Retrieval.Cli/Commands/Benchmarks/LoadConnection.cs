using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>
/// A connection of the load generator: it sends requests that are made ahead and reads only the status and the end of each answer, so that
/// the generator takes little of the processor it shares with the service. Not safe for concurrent callers.
/// </summary>
internal sealed class LoadConnection(Uri service) : IDisposable
{
    private readonly byte[] buffer = new byte[64 << 10];
    private Socket? socket;

    /// <summary>A request as bytes.</summary>
    public static byte[] Request(string method, string path, string? body)
    {
        byte[] content = body is null ? [] : System.Text.Encoding.UTF8.GetBytes(body);
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: bench\r\n");
        if (body is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {content.Length}\r\n");
        }

        return [.. System.Text.Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. content];
    }

    /// <summary>Sends a request and waits for the end of its answer.</summary>
    /// <returns>The status; 0 where the connection broke.</returns>
    public async Task<int> SendAsync(byte[] request, CancellationToken cancellationToken)
    {
        try
        {
            if (socket is null)
            {
                socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(service.Host, service.Port, cancellationToken);
            }

            await socket.SendAsync(request, cancellationToken);
            return await ReceiveAsync(socket, cancellationToken);
        }
        catch (SocketException)
        {
            Dispose();
            return 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        socket?.Dispose();
        socket = null;
    }

    private async Task<int> ReceiveAsync(Socket from, CancellationToken cancellationToken)
    {
        int length = 0, bodyStart = -1, status = 0;
        long left = -1; // bytes of the body that are still to come; -1 for chunks
        while (true)
        {
            int read = await from.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                Dispose();
                return 0;
            }

            length += read;
            if (bodyStart < 0)
            {
                int end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
                if (end < 0)
                {
                    continue;
                }

                bodyStart = end + 4;
                string head = System.Text.Encoding.ASCII.GetString(buffer, 0, end);
                status = int.Parse(head.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
                int at = head.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
                if (at >= 0)
                {
                    string number = head[(at + 16)..].Split('\r')[0];
                    left = long.Parse(number, CultureInfo.InvariantCulture) - (length - bodyStart);
                }
            }
            else if (left >= 0)
            {
                left -= read;
            }

            if (left == 0 || (left < 0 && buffer.AsSpan(0, length).EndsWith("0\r\n\r\n"u8)))
            {
                return status;
            }

            // Only the last bytes are needed to see the end.
            if (length > buffer.Length / 2)
            {
                buffer.AsSpan(length - 16, 16).CopyTo(buffer);
                length = 16;
            }
        }
    }
}

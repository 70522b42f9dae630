using Microsoft.Extensions.Logging;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Every log event of the ONNX encoder; docs/operations.md explains them.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(10, LogLevel.Information,
        "Loaded model {ModelId} {Precision} from {Folder} on {Device}; identification model: {HasModel}, calibration: {HasCalibration}.",
        EventName = "ModelLoaded")]
    public static partial void ModelLoaded(
        this ILogger logger, string modelId, string precision, string folder, string device, bool hasModel, bool hasCalibration);

    [LoggerMessage(11, LogLevel.Warning, "{Reason}", EventName = "DeviceFallback")]
    public static partial void DeviceFallback(this ILogger logger, string reason);
}

// Reports as a JavaScript program does: node report.mjs ADDRESS json|proto
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtoExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

const [address, format] = process.argv.slice(2);
const resource = resourceFromAttributes({ 'service.name': `node-${format}`, 'service.instance.id': '1' });
const Exporter = format === 'json' ? JsonExporter : ProtoExporter;
const meters = new MeterProvider({
  resource,
  readers: [new PeriodicExportingMetricReader({ exporter: new Exporter({ url: `${address}v1/metrics`, compression: 'gzip' }), exportIntervalMillis: 60000 })],
});
const meter = meters.getMeter('script');
meter.createCounter('requests', { unit: '{request}' }).add(3, { route: '/b' });
meter.createHistogram('duration', { unit: 's' }).record(0.5);
await meters.forceFlush();
await meters.shutdown();

const logs = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${address}v1/logs` }) })] });
logs.getLogger('script').emit({ severityNumber: SeverityNumber.ERROR, body: 'it broke', attributes: { code: 7 } });
await logs.forceFlush();
await logs.shutdown();

const traces = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${address}v1/traces` }) })] });
const span = traces.getTracer('script').startSpan('chat model', { kind: SpanKind.CLIENT, attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 5 } });
span.recordException(new TypeError('no such model'));
span.setStatus({ code: SpanStatusCode.ERROR });
span.end();
await traces.forceFlush();
await traces.shutdown();

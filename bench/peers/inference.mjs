// Glissade's two prediction workloads in ONNX Runtime, on request: a line with a workload's name and a number of seconds is answered with the median of a run in microseconds.
//
// Run by `dotnet run -c Release --project bench/Glissade.Bench -- peers`, which alternates it with Glissade's own steps: node inference.mjs THREADS. The models are written here, as the few
// protocol buffers that they are: Gemm and Relu, as PyTorch exports them, with random weights.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const threads = Number(process.argv[2]);
const require = createRequire(import.meta.url);
const ort = require("onnxruntime-node");
const version = require("onnxruntime-node/package.json").version;

const workloads = {
  infer_mnist_mlp_b1: { batch: 1, widths: [784, 128, 10] },
  infer_mlp512_b1024: { batch: 1024, widths: [784, 512, 512, 10] },
};

// Protocol buffers: a field is its number and kind, then a number or a length and bytes.
function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

const whole = (field, value) => Buffer.concat([varint(field * 8), varint(value)]);
const block = (field, ...parts) => {
  const content = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
};

const FLOAT = 1;
const INT = 2;

function random(count, scale) {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = (Math.random() * 2 - 1) * scale;
  return values;
}

// TensorProto: dims 1, data_type 2, name 8, raw_data 9.
function tensor(name, dimensions, values) {
  return block(5, ...dimensions.map((extent) => whole(1, extent)), whole(2, FLOAT), block(8, name), block(9, Buffer.from(values.buffer)));
}

// ValueInfoProto: name 1, type 2 { tensor_type 1 { elem_type 1, shape 2 { dim 1 { dim_value 1 } } } }.
function value(field, name, dimensions) {
  const shape = block(2, ...dimensions.map((extent) => block(1, whole(1, extent))));
  return block(field, block(1, name), block(2, block(1, whole(1, FLOAT), shape)));
}

// NodeProto: input 1, output 2, op_type 4, attribute 5 { name 1, i 3, type 20 }.
function node(operation, inputs, output, attribute) {
  const attributes = attribute ? [block(5, block(1, attribute), whole(3, 1), whole(20, INT))] : [];
  return block(1, ...inputs.map((input) => block(1, input)), block(2, output), block(4, operation), ...attributes);
}

function model({ batch, widths }) {
  const nodes = [];
  const weights = [];
  let from = "x";
  for (let i = 1; i < widths.length; i++) {
    const last = i === widths.length - 1;
    const scale = 1 / Math.sqrt(widths[i - 1]);
    weights.push(tensor(`w${i}`, [widths[i], widths[i - 1]], random(widths[i] * widths[i - 1], scale)), tensor(`b${i}`, [widths[i]], random(widths[i], scale)));
    const to = last ? "y" : `z${i}`;
    nodes.push(node("Gemm", [from, `w${i}`, `b${i}`], to, "transB"));
    if (!last) nodes.push(node("Relu", [to], `a${i}`));
    from = `a${i}`;
  }
  // GraphProto: node 1, name 2, initializer 5, input 11, output 12. ModelProto: ir_version 1, graph 7, opset_import 8 { version 2 }.
  const graph = block(7, ...nodes, block(2, "mlp"), ...weights, value(11, "x", [batch, widths[0]]), value(12, "y", [batch, widths.at(-1)]));
  return Buffer.concat([whole(1, 8), graph, block(8, whole(2, 17))]);
}

async function prepare({ batch, widths }) {
  const session = await ort.InferenceSession.create(model({ batch, widths }), { intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: "all" });
  const feeds = { x: new ort.Tensor("float32", random(batch * widths[0], 1), [batch, widths[0]]) };
  return () => session.run(feeds);
}

async function measure(run, seconds) {
  const times = [];
  const end = performance.now() + seconds * 1000;
  while (times.length < 3 || performance.now() < end) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1] * 1000;
}

console.log(`ONNX Runtime ${version}, Node ${process.versions.node}, all graph optimizations`);
let current = "";
let run;
for await (const line of createInterface({ input: process.stdin })) {
  const [name, seconds] = line.split(" ");
  if (!(name in workloads)) {
    console.log("unknown");
    continue;
  }
  if (name !== current) {
    run = await prepare(workloads[name]);
    current = name;
    await measure(run, 0.3);
  }
  console.log(await measure(run, Number(seconds)));
}

// Glissade's prediction workloads in ONNX Runtime, on request: a line with a workload's name and a number of seconds is answered with the median of a run in microseconds.
//
// Run by `dotnet run -c Release --project bench/Glissade.Bench -- peers`, which alternates it with Glissade's own steps: node inference.mjs THREADS. The models are written here, as the few
// protocol buffers that they are: the nodes that PyTorch exports, with random weights.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const threads = Number(process.argv[2]);
const require = createRequire(import.meta.url);
const ort = require("onnxruntime-node");
const version = require("onnxruntime-node/package.json").version;

// The number of parameters, which must be Glissade's, the input, and the layers.
const workloads = {
  infer_mnist_mlp_b1: { parameters: 101770, input: [1, 784], layers: dense(784, 128, 10) },
  infer_mlp512_b1024: { parameters: 669706, input: [1024, 784], layers: dense(784, 512, 512, 10) },
  infer_cnn28_b1: { parameters: 421642, input: [1, 1, 28, 28], layers: cnn28() },
  infer_cnn28_b64: { parameters: 421642, input: [64, 1, 28, 28], layers: cnn28() },
};

// A layer is a node, and the extents of its weights if it has any; there are as many biases as the first of them says.
function gemm(inputs, outputs) {
  return { operation: "Gemm", attributes: { transB: 1 }, weight: [outputs, inputs] };
}

function dense(...widths) {
  return widths.slice(1).flatMap((outputs, i) => [...(i === 0 ? [] : [{ operation: "Relu" }]), gemm(widths[i], outputs)]);
}

function stage(channels, filters) {
  return [
    { operation: "Conv", attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }, weight: [filters, channels, 3, 3] },
    { operation: "Relu" },
    { operation: "MaxPool", attributes: { kernel_shape: [2, 2], strides: [2, 2] } },
  ];
}

function cnn28() {
  return [...stage(1, 32), ...stage(32, 64), { operation: "Flatten", attributes: { axis: 1 } }, ...dense(64 * 7 * 7, 128, 10)];
}

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
const INTS = 7;

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

// NodeProto: input 1, output 2, op_type 4, attribute 5 { name 1, i 3, ints 8, type 20 }.
function node(operation, inputs, output, attributes) {
  const said = Object.entries(attributes).map(([name, given]) =>
    Array.isArray(given) ? block(5, block(1, name), ...given.map((each) => whole(8, each)), whole(20, INTS)) : block(5, block(1, name), whole(3, given), whole(20, INT)));
  return block(1, ...inputs.map((input) => block(1, input)), block(2, output), block(4, operation), ...said);
}

function model({ parameters, input, layers }) {
  const nodes = [];
  const weights = [];
  let from = "x";
  let count = 0;
  layers.forEach(({ operation, attributes = {}, weight }, i) => {
    const inputs = [from];
    if (weight) {
      const size = weight.reduce((a, b) => a * b);
      const scale = 1 / Math.sqrt(size / weight[0]);
      weights.push(tensor(`w${i}`, weight, random(size, scale)), tensor(`b${i}`, [weight[0]], random(weight[0], scale)));
      inputs.push(`w${i}`, `b${i}`);
      count += size + weight[0];
    }
    from = i === layers.length - 1 ? "y" : `z${i}`;
    nodes.push(node(operation, inputs, from, attributes));
  });
  if (count !== parameters) throw new Error(`${count} parameters, not ${parameters}`);
  // GraphProto: node 1, name 2, initializer 5, input 11, output 12. ModelProto: ir_version 1, graph 7, opset_import 8 { version 2 }.
  const graph = block(7, ...nodes, block(2, "network"), ...weights, value(11, "x", input), value(12, "y", [input[0], layers.at(-1).weight[0]]));
  return Buffer.concat([whole(1, 8), graph, block(8, whole(2, 17))]);
}

async function prepare(workload) {
  const { input } = workload;
  const session = await ort.InferenceSession.create(model(workload), { intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: "all" });
  const feeds = { x: new ort.Tensor("float32", random(input.reduce((a, b) => a * b), 1), input) };
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

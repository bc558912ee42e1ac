// HiGHS as WebAssembly (npm package `highs`): node highs.mjs FILE.mps ipm|simplex [FOLDER]
// FOLDER has node_modules. Prints `name value` lines; ends with 1 when there is no optimum.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [file, solver, folder = "."] = process.argv.slice(2);
const load = createRequire(resolve(folder, "x.js"))("highs");
const highs = await load();
const model = highs.createModel({ format: "mps", data: readFileSync(file) });
model.options.set({
    output_flag: false,
    solver,
    primal_feasibility_tolerance: 1e-9,
    dual_feasibility_tolerance: 1e-9,
    ipm_optimality_tolerance: 1e-9,
});
const start_ms = performance.now();
model.run();
const solve_s = (performance.now() - start_ms) / 1000;
const optimal = model.getModelStatus() === highs.constants.modelStatus.optimal;
console.log(`version ${highs.version.string}`);
console.log(`status ${optimal ? "optimal" : model.getModelStatus()}`);
console.log(`objective ${model.getObjectiveValue()}`);
console.log(`solve_s ${solve_s.toFixed(2)}`);
console.log(`memory_mb ${Math.round(highs.memoryBytes / 2 ** 20)}`);
process.exit(optimal ? 0 : 1);

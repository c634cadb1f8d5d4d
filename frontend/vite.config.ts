import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";

const dist = resolve(import.meta.dirname, "../src/wellserved/platform/static/dist");
const compressible = /\.(js|css|svg|json)$/;

// The server sends the .br or .gz beside a file: nothing is compressed while a customer waits.
function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    closeBundle() {
      for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
        if (!compressible.test(name)) continue;
        const body = readFileSync(join(dist, name));
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
        writeFileSync(join(dist, `${name}.br`), brotliCompressSync(body, quality));
        writeFileSync(join(dist, `${name}.gz`), gzipSync(body, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  base: "/static/",
  plugins: [tailwindcss(), precompress()],
  publicDir: "public",
  build: {
    outDir: dist,
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    target: ["chrome123", "firefox121", "safari17.5"],
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        main: resolve(import.meta.dirname, "src/main.ts"),
        drawing: resolve(import.meta.dirname, "src/drawing.ts"),
        "drawing-style": resolve(import.meta.dirname, "src/css/drawing.css"),
        inviting: resolve(import.meta.dirname, "src/inviting.ts"),
        "inviting-style": resolve(import.meta.dirname, "src/css/inviting.css"),
        parcels: resolve(import.meta.dirname, "src/parcels.ts"),
        "parcels-style": resolve(import.meta.dirname, "src/css/parcels.css"),
        cases: resolve(import.meta.dirname, "src/cases.ts"),
        "cases-style": resolve(import.meta.dirname, "src/css/cases.css"),
        scan: resolve(import.meta.dirname, "src/scan.ts"),
        "scan-worker": resolve(import.meta.dirname, "src/scan-worker.ts"),
        kiosk: resolve(import.meta.dirname, "src/kiosk.ts"),
        "kiosk-worker": resolve(import.meta.dirname, "src/kiosk-worker.ts"),
        embed: resolve(import.meta.dirname, "src/embed.ts"),
        "asking-style": resolve(import.meta.dirname, "src/css/asking.css"),
        track: resolve(import.meta.dirname, "src/track.ts"),
        push: resolve(import.meta.dirname, "src/push.ts"),
        "notices-style": resolve(import.meta.dirname, "src/css/notices.css"),
        "push-worker": resolve(import.meta.dirname, "src/push-worker.ts"),
        "widget-style": resolve(import.meta.dirname, "src/css/widget.css"),
        questionnaires: resolve(import.meta.dirname, "src/questionnaires.ts"),
        "questionnaires-style": resolve(import.meta.dirname, "src/css/questionnaires.css"),
        "prevention-style": resolve(import.meta.dirname, "src/css/prevention.css"),
        "telling-style": resolve(import.meta.dirname, "src/css/telling.css"),
        "invited-style": resolve(import.meta.dirname, "src/css/invited.css"),
      },
      // htmx holds an eval that requests.ts turns off and the content policy forbids.
      checks: { eval: false },
    },
  },
  server: { port: 5173, strictPort: true, origin: "http://localhost:5173" },
});

import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `vite build packages/editor` writes what the server serves. `vite packages/editor` develops against a running server.
const server = process.env['FABULA_URL'] ?? 'http://127.0.0.1:8400';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/editor', import.meta.url)),
    emptyOutDir: true,
    // The editor's content security policy allows no data: fonts and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_200,
    rolldownOptions: {
      // Loading a file of the pure packages does nothing by itself, so what the editor does not use of them (the
      // function library, the pattern engines) is left out.
      treeshake: { moduleSideEffects: [{ test: /\/packages\/(formula|model)\/src\//, sideEffects: false }] },
    },
  },
  server: { proxy: { '/api': server, '/webhook': server } },
});

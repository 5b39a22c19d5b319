/** In a bundle: no operation in use streams events. The SDK imports this dynamically, for which esbuild would wrap every module it uses. */
export {};

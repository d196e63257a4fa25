export { createOverlays, type Overlay, type Overlays } from './overlays.ts';
export type { ChangeSource } from './read-change.ts';

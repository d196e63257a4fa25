/** What the layout's worker is asked: items by their number, two coordinates each, and the pairs that are joined. */
export interface LayoutRequest {
  readonly positions: Float32Array;
  readonly sizes: Float32Array;
  readonly edges: Uint32Array;
  readonly iterations: number;
}

export interface LayoutStep {
  readonly positions: Float32Array;
  readonly finished: boolean;
}

export function generateSchema(): Promise<string>
export function generateMeasures(): Promise<string>

export { widgetTokenRoutes } from './widget-token-routes.ts';
export { createWidgetTokens } from './widget-tokens.ts';

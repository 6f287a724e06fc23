// Generated from openapi.json by `npm run generate`. Do not edit.

export interface paths {
    "/v1/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getBoard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description WebSocket: the whole board first, then numbered updates with the sections that changed. */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postOrders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Everything the dashboard shows of one business day of one shop. */
        Board: {
            shop: string;
            /**
             * @description IANA time zone of the shop.
             * @example America/New_York
             */
            timezone: string;
            /** @description ISO 4217 code. */
            currency: string;
            /**
             * Format: date
             * @description The business day.
             */
            date: string;
            /**
             * Format: date-time
             * @description When the figures were read, with the shop's offset.
             */
            as_of: string;
            today: components["schemas"]["DayFigures"];
            popular: components["schemas"]["PopularItem"][];
            popular_today: components["schemas"]["PopularItem"][];
            latest: components["schemas"]["LatestItem"][];
            /** @description Seven calendar days ending at `date`, oldest first. */
            revenue: components["schemas"]["RevenueDay"][];
            pulse: components["schemas"]["Pulse"];
            comparison: components["schemas"]["Comparison"];
        };
        /** @description Figures of the business day. */
        DayFigures: {
            /** Format: int64 */
            orders: number;
            /** Format: int64 */
            unique_items: number;
            /** Format: int64 */
            units: number;
            /**
             * @description Gross revenue. Exact decimal in the shop's currency.
             * @example 1234.56
             */
            revenue: string;
            /**
             * @description Value of the return lines. Exact decimal in the shop's currency.
             * @example 1234.56
             */
            returns: string;
            /**
             * @description Revenue less returns. Exact decimal in the shop's currency.
             * @example 1234.56
             */
            net_revenue: string;
            /**
             * @description Revenue divided by orders. Exact decimal in the shop's currency.
             * @example 1234.56
             */
            average_order: string;
        };
        /** @description A SKU and its units. */
        PopularItem: {
            sku: string;
            name?: string | null;
            /** Format: int64 */
            units: number;
        };
        /** @description An item line as it came in. */
        LatestItem: {
            sku: string;
            name?: string | null;
            /** Format: int64 */
            quantity: number;
            /** @description Unit price, exact decimal with at most 6 decimals. */
            price: string;
            /** Format: date-time */
            sold_at: string;
        };
        /** @description Revenue of one calendar day. */
        RevenueDay: {
            /** Format: date */
            date: string;
            /**
             * @description Revenue of the day. Exact decimal in the shop's currency.
             * @example 1234.56
             */
            total: string;
            /** Format: int64 */
            orders: number;
            /** @description Revenue of each local hour, exact decimals. */
            hours: string[];
        };
        /** @description Minutes with sales, of the business day and of the same weekday a week before. */
        Pulse: {
            minutes: components["schemas"]["PulseMinute"][];
            baseline: components["schemas"]["PulseMinute"][];
        };
        /** @description Sales of one local wall-clock minute. */
        PulseMinute: {
            /**
             * @description HH:MM
             * @example 10:22
             */
            minute: string;
            /** Format: int64 */
            orders: number;
            /**
             * @description Revenue of the minute. Exact decimal in the shop's currency.
             * @example 1234.56
             */
            revenue: string;
        };
        /** @description The same elapsed time of earlier days. */
        Comparison: {
            yesterday: components["schemas"]["Baseline"];
            last_week: components["schemas"]["Baseline"];
        };
        /** @description Figures until the same time of day. */
        Baseline: {
            /** Format: int64 */
            orders: number;
            /**
             * @description Gross revenue. Exact decimal in the shop's currency.
             * @example 1234.56
             */
            revenue: string;
        };
        /** @description What became of the orders of one request. */
        IntakeAnswer: {
            /** Format: int64 */
            accepted: number;
            /** Format: int64 */
            duplicates: number;
            /** Format: int64 */
            updated: number;
            rejected: components["schemas"]["RejectedOrder"][];
        };
        /** @description An order that was not counted, and why. */
        RejectedOrder: {
            /** Format: int64 */
            index: number;
            id?: string | null;
            /** @example missing_id */
            reason: string;
            detail: string;
        };
        /** @description RFC 9457 problem details. */
        Problem: {
            type?: string;
            title: string;
            /** Format: int32 */
            status: number;
            detail?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getBoard: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description A retained business day; today when absent. */
                date?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The board. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Board"];
                };
            };
            /** @description Unknown shop or a day that is not retained. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switching to WebSocket. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unknown shop. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postOrders: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never> | Record<string, never>[];
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description Every accepted order is durable. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntakeAnswer"];
                };
            };
            /** @description Every order was rejected. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntakeAnswer"];
                };
            };
            /** @description The store is away. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

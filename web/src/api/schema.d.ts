// Generated from openapi.json by `npm run generate`. Do not edit.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alive: the process answers. */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics in Prometheus' text format.
         * @description With more than 100 shops, counters and histograms are those of all shops together, under the name `*`, and gauges
         *     that are not 0 are those of the twenty shops where they are worst.
         */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ready: the server can take orders and is not shutting down. It says `ready` if the store takes
         *     them (`ready, without the intake buffer` if that is full or its disk fails), and `buffering` if
         *     the store is away and the intake buffer takes them. A server whose store refuses a shop's orders
         *     until somebody fixes it is not ready, nor is one whose buffer takes no more while orders wait in
         *     it.
         */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is wrong now. */
        get: operations["listAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a test message to every target, and says what became of it. */
        post: operations["testAlerts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Silences an alert for a while. It is still shown, and is sent again if it is still open when the
         *     time is over.
         */
        post: operations["snoozeAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything of a shop, for restoring into any store: ledger, items, totals, rejects, positions.
         *     Orders may come in meanwhile. The backup is complete if its last line is `end`.
         */
        get: operations["getBackup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that the dashboard shows of a business day.
         * @description Today's board contains everything that was committed before the request.
         */
        get: operations["getBoard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/breakdown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Orders, revenue, discounts and returns by channel or by country, for one day or several. Orders without a value are
         *     a row of their own.
         */
        get: operations["getBreakdown"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/digest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the digest of a day says: the day, week or month before it, beside the one before that and the year before, with the
         *     items that sold best, fell most and came back, what was silent, and whether the figures are the platform's.
         * @description It is what goes out by mail, Slack or webhook where that is set; asking for it sends nothing.
         */
        get: operations["getDigest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The live board over Server-Sent Events: the same messages as over the WebSocket, without event
         *     names; each event's id is its `seq`.
         */
        get: operations["events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Days, items by day, orders or their lines, one row each. Orders and lines exist for the days that are kept in
         *     detail, and for older ones in the archive, if the server has one; days and items for all. Orders may come in
         *     meanwhile, and nothing waits for the file. It is complete if the connection ends properly.
         */
        get: operations["getExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/goals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The shop's goals for today, this week and this month, each with what is reached and what should be by now, and a
         *     forecast of how today ends, from earlier days of the same weekday.
         */
        get: operations["getGoals"];
        /**
         * Sets the shop's goals for a day, a week and a month, in place of earlier ones. A goal that is absent or null is
         *     removed.
         */
        put: operations["setGoals"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the server, its store and its machine are doing, with the last hour.
         * @description Everything is measured on a timer, every two seconds. A request measures nothing, and never
         *     fails because the store is away: the answer then says so.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Units of one item on each business day that is kept in detail, oldest first. */
        get: operations["getItemHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/item": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One item's units, amounts, returns and share of any run of days, in all and by day, week or month, compared with the
         *     period before or the year before. Items are kept by the day: a run that contains today is compared until yesterday.
         */
        get: operations["getItem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last item lines that came in, newest first. */
        get: operations["listLatest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/popular": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A leaderboard, of all time or of one business day; with `q`, only items whose SKU or name contains a text. Each item
         *     has its rank in the whole leaderboard; for a day, also what it sold for and what came back.
         */
        get: operations["listPopular"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Items with their units, amounts and returns in any run of days, compared with the period or the year before. Items
         *     are kept by day, so a run that contains today is compared until yesterday.
         */
        get: operations["getItemsReport"];
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
        /**
         * The live board over WebSocket: the whole board first, then numbered updates with the sections
         *     that changed, at most ten a second and at least one in five seconds. Clients that offer
         *     `permessage-deflate` get the longer messages deflated.
         */
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
        /** The orders of a business day in the ledger, newest first: what the day's figures are made of. */
        get: operations["listOrders"];
        put?: never;
        /**
         * Takes orders: one object, an array, or one object per line, plain or compressed.
         * @description A 200 means that every accepted order is durable. A bad order does not affect the good ones: it
         *     is rejected, and kept among the rejects. Sending the same orders again changes nothing. A 202
         *     means that the store is away, and the orders wait on the server's disk.
         */
        post: operations["postOrders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The day of every shop that the caller may see, in its own currency and time zone, against the same time yesterday and
         *     a week ago; and what they come to in one currency, with the rates that orders of now have.
         * @description It contains everything that was committed before the request. A shop without a rate is listed, but is not in the
         *     total. This needs role `view` or `admin`. A key that is limited to shops sees only those.
         */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/overview/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The live overview over Server-Sent Events: the same messages as over the WebSocket, without event names; each
         *     event's id is its `seq`.
         * @description It takes the parameters of `GET /v1/overview`.
         */
        get: operations["overviewEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/overview/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The live overview over WebSocket: the whole overview first, then numbered updates with what changed, at most two a second
         *     and at least one in five seconds.
         * @description It takes the parameters of `GET /v1/overview`.
         */
        get: operations["overviewLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/range": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every figure of any run of days, in all and by day, week or month, compared with the period before or the year
         *     before. Where today is among them, it is compared until the same time of day if that is known, else both end with
         *     yesterday; `compared_to` says which.
         */
        get: operations["getRange"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the table of rates contains. Orders in another currency than their shop's are converted
         *     with it.
         */
        get: operations["getRates"];
        put?: never;
        /**
         * Loads the rates of a file: the European Central Bank's `eurofxref-hist.csv` as it is downloaded, or CSV with the
         *     columns `date`, `base`, `quote`, `rate` (units of `quote` for one of `base`). A rate that is already in the
         *     table never changes; a file that would change one is refused as a whole.
         */
        post: operations["importRates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a shop's figures compare with its platform's own, day by day, at the last comparison.
         * @description The last seven days of a connected shop are compared each night after two o'clock, by the shop's own
         *     clock.
         */
        get: operations["getReconciliation"];
        put?: never;
        /**
         * Compares days of a shop with its platform's own figures now. Orders that differ are fetched again and counted as
         *     they are; what still differs after that is named. It asks the platform for every order of the days, so it may take
         *     minutes.
         */
        post: operations["reconcile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rejects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rejected events, newest first, and how many are kept for each reason. */
        get: operations["listRejects"];
        put?: never;
        /**
         * Keeps events that the sender itself rejected. `import` does so with rows of a file that contradict
         *     each other, which no server could see. They are listed together with those that were rejected here.
         */
        post: operations["reportRejects"];
        /** Drops rejects, by number, by reason, or all that are kept now. */
        delete: operations["dropRejects"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rejects/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tries rejects again, by number, by reason, or all that are kept now.
         * @description Those that are good now are counted and leave the rejects; the others stay as they are. A reject whose
         *     body was cut at 16 KiB cannot be tried and stays. So do rows of a file that contradict each other or
         *     are malformed: fix them in the file. An order whose id came from a key, an envelope or a position gets
         *     the same id again.
         */
        post: operations["replayRejects"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/revenue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gross revenue of consecutive calendar days by local hour, oldest first. */
        get: operations["getRevenue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is asking, by key or by cookie.
         * @description A page asks it first: 401 means that it has to sign in.
         */
        get: operations["getSession"];
        put?: never;
        /**
         * Signs a browser in with a key of role `view` or `admin`.
         * @description The answer sets a cookie that scripts of the page cannot read and other sites cannot use. A
         *     server without keys has nothing to sign in to, and sets no cookie. Attempts from an address have
         *     a limit of their own, which counts successful ones too.
         */
        post: operations["signIn"];
        /** Signs the browser out: its session is no longer valid, and its live connections end. */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The shops that the caller may see.
         * @description This needs role `view` or `admin`. A key that is limited to shops sees only those.
         */
        get: operations["listShops"];
        put?: never;
        /**
         * Adds a shop. It takes orders at once here, and within a second on every server of the store.
         * @description What the body leaves out (retained days, limits) is as for the default shop.
         */
        post: operations["addShop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Removes a shop that was added while a server ran, with all its orders and figures. To keep them, use `GET
         *     /v1/backup` first.
         * @description From now on this server answers 404 to its orders, and within a second the others do. Then its records are deleted,
         *     with any order accepted until then. All are gone once the answer comes. If it is interrupted, ask again to continue.
         */
        delete: operations["removeShop"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shops/{shop}/connection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a shop is connected with. The answer contains no secrets, only where the servers find them. */
        get: operations["getConnection"];
        /**
         * Connects a shop with its platform, or changes its connection. This takes effect at once, and within seconds on every
         *     server of the store.
         * @description The body has no secrets: it names them, and each server reads them where they are. If there is access to the
         *     platform's API, Livetill asks it for orders from `since` on, and keeps asking. `livetill connect` does all of this,
         *     and registers the platform's webhooks.
         */
        put: operations["putConnection"];
        post?: never;
        /**
         * Removes a shop's connection: from now on, what its platform posts is refused, and its API is no longer asked. Orders
         *     and figures stay. `livetill disconnect` removes the platform's webhooks as well.
         */
        delete: operations["removeConnection"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Recomputes the figures of the retained days from the ledger, and names each one that differs. It
         *     reads everything that the shop has, so it takes seconds for millions of orders.
         */
        get: operations["verify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{platform}/{shop}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes what a platform posts for a shop, signed.
         * @description The signature over the raw bytes is the key. A 200 says that the delivery is durable, or has no effect on sales.
         *     What cannot be understood is kept among the rejects, without names, addresses or notes. The URL decides which shop
         *     it is for, never a header.
         */
        post: operations["postWebhook"];
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
        /** @description Something that is wrong. */
        Alert: {
            /**
             * @description What is wrong, for people.
             * @example no order in 47 min, 12.3 were expected
             */
            detail: string;
            /**
             * @description The same rule about the same thing always has the same id.
             * @example sales_stopped.default
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was raised, in UTC.
             */
            raised_at: string;
            /**
             * @description `sales_stopped`: orders are far below the usual, though data do come. `data_stopped`: a
             *     source is silent, or read too far behind. `store_away`: the store does not answer.
             *     `store_refuses`: it answers, and refuses a shop's orders until somebody mends it.
             *     `store_lost`: it forgot figures without an error. `data_lost`: a source removed orders before
             *     they were read.
             *     `items_full`: the shop has nearly as many items as it may; `books_differ`: its figures are not its platform's;
             *     `rejects_full`: what its platform sent and could not be read nearly takes all of its room;
             *     `archive_failed`: archives cannot be written to a place, whichever shops wait for it;
             *     `buffer_refuses`: a server's intake buffer is full, or its disk cannot be written. More may follow.
             * @example sales_stopped
             */
            rule: string;
            said?: components["schemas"]["Said"] | null;
            /** @description The shop; null if it is about all shops. */
            shop: string | null;
            /**
             * Format: date-time
             * @description Since when this has been so, in UTC.
             */
            since: string;
            /**
             * Format: date-time
             * @description Until when no message is sent about it, in UTC; null if it is not snoozed.
             */
            snoozed_until: string | null;
            /** @description The source, if it is about one; the place that archives go to. */
            source: string | null;
        };
        /** @description The open alerts. */
        AlertList: {
            /** @description Sorted by id. */
            alerts: components["schemas"]["Alert"][];
            /** @description Where messages go: the names of the targets. */
            targets: string[];
        };
        /** @description What became of a test message at one target. */
        AlertTargetTest: {
            /** @description Whether it accepted the message. */
            delivered: boolean;
            /** @description Why not. */
            error?: string | null;
            /**
             * @description The target.
             * @example slack
             */
            target: string;
        };
        /** @description What became of a test message. */
        AlertTest: {
            /** @description Every target, as listed in the configuration. */
            targets: components["schemas"]["AlertTargetTest"][];
        };
        /** @description Figures of an earlier day until the same time of day. */
        Baseline: {
            /**
             * Format: int64
             * @description Orders.
             */
            orders: number;
            /**
             * @description Gross revenue.
             * @example 1000.00
             */
            revenue: string;
        };
        /** @description Everything that the dashboard shows of one business day of a shop. */
        Board: {
            /** @description What is wrong now with the shop, its sources or the store; empty for a past day. */
            alerts?: components["schemas"]["Alert"][];
            /**
             * Format: date-time
             * @description When the figures were read, with the shop's offset.
             * @example 2018-03-11T10:23:45.123-04:00
             */
            as_of: string;
            /** @description Earlier days until the same time of day. */
            comparison: components["schemas"]["Comparison"];
            /**
             * @description ISO 4217 code of every amount.
             * @example USD
             */
            currency: string;
            /**
             * Format: date
             * @description The business day.
             * @example 2018-03-11
             */
            date: string;
            fresh?: components["schemas"]["Fresh"] | null;
            /**
             * @description The figure of its sales that the shop shows first: `revenue`, `net_revenue` or `total_sales`.
             * @example revenue
             */
            headline: string;
            /** @description The last item lines that came in, newest first, at most 100. */
            latest: components["schemas"]["LatestItem"][];
            /**
             * @description Differs, within some seconds, when the sums of a kept day before today differ: ask again for what you show of such days. Null
             *     for a past day.
             * @example 9f86d081884c7d65
             */
            past: string | null;
            /** @description All-time leaderboard, the first 50. */
            popular: components["schemas"]["PopularItem"][];
            /** @description The day's leaderboard, the first 50; null if it is unknown. */
            popular_today: components["schemas"]["PopularItem"][] | null;
            /** @description The day minute by minute. */
            pulse: components["schemas"]["Pulse"];
            /** @description Seven calendar days ending at `date`, oldest first. */
            revenue: components["schemas"]["RevenueDay"][];
            /**
             * @description The shop.
             * @example default
             */
            shop: string;
            /**
             * @description The shop's IANA time zone.
             * @example America/New_York
             */
            timezone: string;
            /** @description The day's headline figures. */
            today: components["schemas"]["DayFigures"];
            today_unknown: components["schemas"]["Unknown"] | null;
        };
        /** @description What the orders of some days add up to, by channel or by country. */
        Breakdown: {
            /**
             * Format: date
             * @description The shop's first day with any data; null before the first order. Nothing was counted on days before it.
             * @example 2018-02-11
             */
            begins: string | null;
            /**
             * @description `channel` or `country`.
             * @example country
             */
            by: string;
            compared_to: components["schemas"]["BreakdownDays"] | null;
            /** @description ISO 4217 code. */
            currency: string;
            /**
             * Format: date
             * @description The first day.
             * @example 2018-03-01
             */
            first: string;
            /**
             * Format: date
             * @description The last day.
             * @example 2018-03-11
             */
            last: string;
            not_compared?: components["schemas"]["NotCompared"] | null;
            rest?: components["schemas"]["BreakdownRest"] | null;
            /** @description The values, most revenue first; null unless they are known for all days. */
            rows: components["schemas"]["BreakdownRow"][] | null;
            /** @description The shop. */
            shop: string;
            total: components["schemas"]["BreakdownFigures"] | null;
            total_before?: components["schemas"]["BreakdownFigures"] | null;
            unknown?: components["schemas"]["BreakdownUnknown"] | null;
            /**
             * Format: date
             * @description The newest day for which the values are unknown; they are known from the next one.
             * @example 2018-03-04
             */
            unknown_until?: string | null;
        };
        /** @description Some days. */
        BreakdownDays: {
            /**
             * Format: date
             * @description The first day.
             * @example 2018-02-18
             */
            first: string;
            /**
             * Format: date
             * @description The last day.
             * @example 2018-02-28
             */
            last: string;
        };
        /** @description What orders add up to. */
        BreakdownFigures: {
            /**
             * @description What was taken off.
             * @example 12.00
             */
            discounts: string;
            /**
             * @description Revenue less discounts and returns.
             * @example 1212.56
             */
            net_revenue: string;
            /**
             * Format: int64
             * @description Orders.
             */
            orders: number;
            /**
             * @description What was given back.
             * @example 10.00
             */
            returns: string;
            /**
             * @description Gross revenue.
             * @example 1234.56
             */
            revenue: string;
            /**
             * Format: double
             * @description Its share of all gross revenue, 0 to 1, to four decimals; null if there is no revenue.
             * @example 0.4321
             */
            share: number | null;
        };
        /** @description What other values add up to. */
        BreakdownRest: components["schemas"]["BreakdownFigures"] & {
            before?: components["schemas"]["BreakdownFigures"] | null;
            /**
             * @description How many values.
             * @example 12
             */
            values: number;
        };
        /** @description What the orders of one value add up to. */
        BreakdownRow: components["schemas"]["BreakdownFigures"] & {
            before?: components["schemas"]["BreakdownFigures"] | null;
            /**
             * @description A channel, or a country's ISO 3166-1 alpha-2 code; null: the orders without one.
             * @example DE
             */
            value: string | null;
        };
        /**
         * @description Why values are unknown.
         * @enum {string}
         */
        BreakdownUnknown: "before_first" | "not_kept" | "not_recorded";
        /** @description Amounts with exactly the currency's decimals. */
        Charged: {
            /** @description The shipping in it, without tax; null if unknown. */
            shipping: string | null;
            /** @description The tax in it; null if unknown. */
            tax: string | null;
            /**
             * @description What was charged in total: net revenue, shipping, tax, fees, tips and gift cards.
             * @example 1190.00
             */
            total: string;
        };
        /** @description An order event in an envelope of CloudEvents 1.0. Further attributes are ignored. */
        CloudEvent: {
            /** @description The order event, or an array of them. `data_base64` may have it as bytes instead. */
            data: components["schemas"]["OrderEvent"];
            /** @description Its identifier there. */
            id: string;
            /**
             * @description Where it comes from, a URI reference. Together with `id`, it identifies an order without an
             *     id.
             * @example https://shop.example/orders
             */
            source: string;
            /**
             * @description The version of the envelope.
             * @example 1.0
             */
            specversion: string;
            /**
             * Format: date-time
             * @description When it happened, RFC 3339: the time of an order without `timestamp`.
             */
            time?: string | null;
        };
        /** @description Earlier days until the same time of day; whole days for the board of a past day. */
        Comparison: {
            last_week: components["schemas"]["Baseline"] | null;
            last_week_unknown?: components["schemas"]["Unknown"] | null;
            /** @description The figures that are kept by the hour, not by the minute. */
            whole_hours: components["schemas"]["WholeHours"];
            yesterday: components["schemas"]["Baseline"] | null;
            yesterday_unknown?: components["schemas"]["Unknown"] | null;
        };
        /** @description A shop's connection. */
        Connection: {
            /** @description How it was set up. */
            connection: components["schemas"]["NewConnection"];
            /** @description Whether it is in the server's settings, which take precedence. */
            of_settings: boolean;
            /** @description What is wrong with it on this server, for people; null if nothing is. */
            problem: string | null;
            reading: components["schemas"]["ConnectionReading"] | null;
            /**
             * @description The shop.
             * @example acme
             */
            shop: string;
        };
        /**
         * @description How reading a platform's API goes. Of the servers on a store, one reads for each shop; the others know of it what
         *     that one tells them every two seconds.
         */
        ConnectionReading: {
            /**
             * Format: date-time
             * @description When everything that had changed was last read, in UTC; null before the first time, and on the other servers.
             */
            complete_at: string | null;
            /**
             * Format: double
             * @description How much of the past is read, from 0 to 1; null if unknown.
             */
            filled: number | null;
            /**
             * Format: int64
             * @description How many orders and refunds that server has read since it started; on the others 0 once the past is read.
             */
            read: number;
            /** @description Why the platform does not answer, and what to do, for people; null if it does. */
            trouble: string | null;
        };
        /** @description Headline figures of a business day. `x-figures` lists them: the unit, the finest stretch of time that a sum is kept by, and what a figure that is made when it is shown is made of: the sums, the sign of each, and what is divided by. */
        DayFigures: {
            /**
             * @description Revenue less discounts, divided by orders.
             * @example 1234.56
             */
            average_order: string;
            /**
             * @description What customers paid, less what they got back.
             * @example 1234.56
             */
            charged: string;
            /**
             * @description What was taken off sold product lines, and off orders as a whole.
             * @example 1234.56
             */
            discounts: string;
            /**
             * @description Handling, duties, restocking, less what was given back.
             * @example 1234.56
             */
            fees: string;
            /**
             * @description Gift cards sold, less those taken back. They are not revenue until they are spent.
             * @example 1234.56
             */
            gift_cards: string;
            /**
             * @description Revenue less discounts and returns.
             * @example 1234.56
             */
            net_revenue: string;
            /**
             * Format: int64
             * @description Orders with at least one sold line of a product or gift card. A refund is not an order.
             */
            orders: number;
            /**
             * Format: int64
             * @description Pieces in the return lines. Null if unknown.
             */
            returned_units: number | null;
            /**
             * @description Value of the return lines after their discounts and without included tax, and of adjustments: above 0 if it was given back.
             * @example 1234.56
             */
            returns: string;
            /**
             * @description Gross revenue: the value of the sold product lines before discounts, without included tax.
             * @example 1234.56
             */
            revenue: string;
            /**
             * @description What customers paid without tax and shipping.
             * @example 1234.56
             */
            sales_ex_tax: string;
            /**
             * @description Shipping after discounts, less what was given back.
             * @example 1234.56
             */
            shipping: string;
            /**
             * @description Tax of all lines and of orders as a whole, less what was given back.
             * @example 1234.56
             */
            tax: string;
            /**
             * @description Tips, less what was given back.
             * @example 1234.56
             */
            tips: string;
            /**
             * @description Net revenue with shipping, tax and fees.
             * @example 1234.56
             */
            total_sales: string;
            /**
             * Format: int64
             * @description Distinct items with units above 0.
             */
            unique_items: number;
            /**
             * Format: int64
             * @description Whole pieces in the sold product lines; each line has at least one. Null if unknown.
             */
            units: number | null;
        };
        /** @description The other sums of a calendar day. */
        DaySums: {
            /**
             * @description What was taken off sold product lines, and off orders as a whole. Null if unknown.
             * @example 1234.56
             */
            discounts: string | null;
            /**
             * @description Handling, duties, restocking, less what was given back. Null if unknown.
             * @example 1234.56
             */
            fees: string | null;
            /**
             * @description Gift cards sold, less those taken back. They are not revenue until they are spent. Null if unknown.
             * @example 1234.56
             */
            gift_cards: string | null;
            /**
             * Format: int64
             * @description Pieces in the return lines. Null if unknown.
             */
            returned_units: number | null;
            /**
             * @description Value of the return lines after their discounts and without included tax, and of adjustments: above 0 if it was given back. Null if unknown.
             * @example 1234.56
             */
            returns: string | null;
            /**
             * @description Shipping after discounts, less what was given back. Null if unknown.
             * @example 1234.56
             */
            shipping: string | null;
            /**
             * @description Tax of all lines and of orders as a whole, less what was given back. Null if unknown.
             * @example 1234.56
             */
            tax: string | null;
            /**
             * @description Tips, less what was given back. Null if unknown.
             * @example 1234.56
             */
            tips: string | null;
            /**
             * Format: int64
             * @description Whole pieces in the sold product lines; each line has at least one. Null if unknown.
             */
            units: number | null;
        };
        /** @description A figure that is not what the ledger says. */
        Difference: {
            /**
             * Format: date
             * @description The business day; absent for the all-time leaderboard.
             */
            day?: string | null;
            /**
             * @description Which figure.
             * @example revenue of hour 7
             */
            figure: string;
            /** @description What the ledger adds up to. */
            recomputed: string;
            /** @description What the store shows: a count or an amount. */
            stored: string;
        };
        /** @description A digest: the figures of a day, week or month that has ended, beside what they are compared with. */
        Digest: {
            /** @description How the figures stand against the platform's own. */
            books: components["schemas"]["DigestBooks"];
            /** @description What they are compared with: the same weekday a week before, or the week or month before; then the year before. */
            compared: components["schemas"]["DigestCompared"][];
            /** @description ISO 4217 code. */
            currency: string;
            /** @description What people call it; absent where it has no other name. */
            display_name?: string | null;
            /**
             * @description `daily`, `weekly` or `monthly`.
             * @example daily
             */
            every: string;
            /**
             * Format: date
             * @description The first day that it is about.
             * @example 2018-03-13
             */
            first: string;
            goal: components["schemas"]["DigestGoal"] | null;
            /**
             * @description The figure that the shop shows first.
             * @example revenue
             */
            headline: string;
            /** @description Items that sold best, that fell most and that came back. */
            items: components["schemas"]["DigestItems"];
            /**
             * Format: date
             * @description The last day.
             * @example 2018-03-13
             */
            last: string;
            /** @description The shop. */
            shop: string;
            /** @description What was silent though it usually is not, and what is wrong now. */
            silent: components["schemas"]["DigestSilence"][];
            silent_unknown?: components["schemas"]["DigestUnknown"] | null;
            /** @description The headline by hour of a day, or by day of a week or month. */
            steps: components["schemas"]["DigestStep"][];
            /** @description IANA name. */
            timezone: string;
            /** @description The figures. */
            total: components["schemas"]["RangeFigures"];
            unknown?: components["schemas"]["DigestUnknown"] | null;
        };
        /** @description How the days stand against the platform's own figures. */
        DigestBooks: {
            /** @description How many of the days were compared. */
            compared: number;
            /** @description Those of them that differ. */
            differing: string[];
            /**
             * @description The platform; null where the shop was never compared with one.
             * @example woocommerce
             */
            platform: string | null;
            /** @description Why the last attempt to compare came to nothing, for people. */
            problem?: string | null;
        };
        /** @description Days that a digest compares with. */
        DigestCompared: {
            /**
             * Format: date
             * @description The first day.
             * @example 2018-03-06
             */
            first: string;
            /**
             * Format: date
             * @description The last day.
             * @example 2018-03-06
             */
            last: string;
            total: components["schemas"]["RangeFigures"] | null;
            unknown?: components["schemas"]["DigestUnknown"] | null;
        };
        /** @description A goal, and what came of it. */
        DigestGoal: {
            /**
             * @description What was wanted of the headline figure.
             * @example 1500.00
             */
            goal: string;
            /**
             * @description What there is of it; null where it is not known.
             * @example 1620.10
             */
            reached: string | null;
        };
        /** @description Items of a digest. `before` of each is of the days that are compared with first. */
        DigestItems: {
            /** @description Those that sold for most; null where items are not known of all the days. */
            best: components["schemas"]["ItemsReportRow"][] | null;
            /** @description Those whose amount fell most against before, the greatest fall first; null where nothing is compared. */
            fell: components["schemas"]["ItemsReportRow"][] | null;
            not_compared?: components["schemas"]["NotCompared"] | null;
            /** @description Those of which most came back; null as `best`. */
            returned: components["schemas"]["ItemsReportRow"][] | null;
            unknown?: components["schemas"]["BreakdownUnknown"] | null;
        };
        /** @description Something that was silent. */
        DigestSilence: {
            /** @description What kind of thing `what` is. */
            kind: components["schemas"]["DigestSilenceKind"];
            /**
             * Format: double
             * @description Orders that are usual then, or that the channel had before; null of what is wrong.
             * @example 23.4
             */
            usual: number | null;
            /**
             * @description Hours such as `14:00–17:00`, days such as `2018-03-13` or `2018-03-13–2018-03-15`, a channel, or what is wrong in words.
             * @example 14:00–17:00
             */
            what: string;
        };
        /**
         * @description What can be silent.
         * @enum {string}
         */
        DigestSilenceKind: "hours" | "days" | "channel" | "alert";
        /** @description An hour or a day of a digest. */
        DigestStep: {
            /**
             * @description The hour's begin, such as `09:00`, or the day.
             * @example 09:00
             */
            at: string;
            /** @description The same of what is compared with first; null where it is not known. */
            before: string | null;
            /**
             * @description The headline figure; null where it is not known.
             * @example 123.45
             */
            value: string | null;
        };
        /**
         * @description Why something is not known.
         * @enum {string}
         */
        DigestUnknown: "before_first_day" | "not_kept" | "too_few_days";
        /** @description How many rejects were dropped. */
        DropAnswer: {
            /** @description How many of those named existed. */
            dropped: number;
        };
        /**
         * @description How a day may end, from earlier days of the same weekday and how much of them was over by this
         *     time. Not a promise.
         */
        Forecast: {
            /**
             * @description How many days it is from.
             * @example 8
             */
            days: number;
            /**
             * @description The same, by the quarter of days of which least was over.
             * @example 1600.00
             */
            high: string;
            /**
             * @description The same, by the quarter of days of which most was over.
             * @example 1310.00
             */
            low: string;
            /**
             * @description Gross revenue of the whole day, by the median of those days.
             * @example 1420.00
             */
            revenue: string;
            /**
             * Format: double
             * @description The part of a day's revenue that those days had by this time, 0 to 1: the median.
             * @example 0.514
             */
            share: number;
        };
        /** @description How new the figures of a board are. */
        Fresh: {
            /**
             * Format: date-time
             * @description When the newest orders that the board shows were durable in the store, with the shop's
             *     offset. The live channel sends it with the sections that show them, never alone.
             * @example 2018-03-11T10:23:45.119-04:00
             */
            accepted_at: string;
        };
        /** @description A goal. */
        Goal: {
            /**
             * @description What should be reached by now. Each day counts by what the same weekdays sold in the last twelve weeks, and
             *     today by how much is usually sold by this time. Null for a day if fewer than four such weekdays are known.
             * @example 810.00
             */
            expected: string | null;
            /**
             * Format: date
             * @description The first day that it is for.
             */
            first: string;
            /**
             * @description The amount to reach.
             * @example 1500.00
             */
            goal: string;
            /**
             * Format: date
             * @description The last day.
             */
            last: string;
            /**
             * @description What is reached by now; null if it is unknown for some day.
             * @example 730.20
             */
            reached: string | null;
        };
        /** @description How far a shop is with its goals, and how its day may end. */
        Goals: {
            /** @description ISO 4217 code. */
            currency: string;
            day: components["schemas"]["Goal"] | null;
            /**
             * @description The figure that the goals are for: the one that the shop shows first.
             * @example revenue
             */
            figure: string;
            forecast: components["schemas"]["Forecast"] | null;
            month: components["schemas"]["Goal"] | null;
            no_forecast?: components["schemas"]["NoForecast"] | null;
            /** @description The shop. */
            shop: string;
            week: components["schemas"]["Goal"] | null;
        };
        /**
         * @description How the server, its store and its machine are doing, as last measured. They are measured on a
         *     timer, every two seconds, not by the request. What is unknown is null.
         */
        Health: {
            /**
             * Format: date-time
             * @description When they were last measured, in UTC.
             * @example 2018-03-11T14:23:45.123Z
             */
            as_of: string;
            history?: components["schemas"]["HealthHistory"] | null;
            /** @description The machine and the process of the server that answers. */
            host: components["schemas"]["HealthHost"];
            /** @description Orders on their way in, on the server that answers. */
            intake: components["schemas"]["HealthIntake"];
            /** @description Figures on their way to the screens, on the server that answers. */
            screen: components["schemas"]["HealthScreen"];
            /** @description The server that answers. */
            server: components["schemas"]["HealthServer"];
            /** @description Every server on the store, the one that started first at the front. */
            servers: components["schemas"]["HealthServer"][];
            /**
             * Format: int64
             * @description How many shops the server has.
             */
            shop_count: number;
            /**
             * @description Shops, sorted by name: up to 100 of them; of more, the twenty that are worst off: first those whose orders
             *     are refused, then by rejected events, then by orders. `?shop=` gives any other.
             */
            shops: components["schemas"]["HealthShop"][];
            /**
             * @description The sources and shards that the servers read, sorted by shop: up to 100 of them; of more, the twenty that are worst
             *     off: first those that do not answer, then those whose past is being read, then by how late they are. `?shop=`
             *     gives those of one shop.
             */
            sources: components["schemas"]["HealthSource"][];
            /** @description The store. */
            store: components["schemas"]["HealthStore"];
            /**
             * Format: double
             * @description How many seconds before `as_of` rates and percentiles cover: about 10.
             */
            window_seconds: number;
        };
        /** @description The last hour: for each figure, one number every ten seconds. */
        HealthHistory: {
            /**
             * Format: int32
             * @description Seconds from one number to the next.
             */
            interval_seconds: number;
            /**
             * @description By figure, oldest first, all of the same length, at most 360; null where it was unknown. A
             *     figure is named by its object and its own name, such as `store.cpu_percent` or
             *     `intake.commit_p99_seconds`; `sources.lag_seconds` is the largest of all sources.
             */
            series: {
                [key: string]: (number | null)[];
            };
            /**
             * Format: date-time
             * @description The time of the last numbers, in UTC.
             */
            until: string;
        };
        /** @description The machine and the process. */
        HealthHost: {
            /**
             * Format: int64
             * @description Cores.
             */
            cores: number;
            /**
             * Format: double
             * @description Of the whole machine: 100 is all cores.
             */
            cpu_percent: number | null;
            /**
             * Format: int64
             * @description Free space on the disk with the embedded store.
             */
            disk_free_bytes: number | null;
            /**
             * Format: int64
             * @description Memory that programs could still get; in a container, of its limit.
             */
            freeable_memory_bytes: number;
            /**
             * Format: int64
             * @description All memory; in a container, its limit.
             */
            memory_bytes: number;
            /**
             * Format: double
             * @description Bytes per second, all interfaces except loopback.
             */
            network_in_bytes_per_second: number | null;
            /**
             * Format: double
             * @description Bytes per second, all interfaces except loopback.
             */
            network_out_bytes_per_second: number | null;
            /**
             * Format: double
             * @description Of the server's process: 100 is one core.
             */
            process_cpu_percent: number | null;
            /**
             * Format: int64
             * @description Memory of the server's process.
             */
            process_memory_bytes: number;
            /**
             * Format: int64
             * @description Swap in use.
             */
            swap_used_bytes: number;
        };
        /** @description Orders on their way in. */
        HealthIntake: {
            /**
             * Format: double
             * @description Orders in a commit, on average.
             */
            batch_orders: number | null;
            /**
             * Format: int64
             * @description Their size on disk.
             */
            buffer_bytes: number | null;
            /**
             * Format: double
             * @description How long the oldest of them has waited; null if there are none.
             */
            buffer_oldest_seconds: number | null;
            /**
             * Format: int64
             * @description Orders waiting in the intake buffer, of all shops; null without a buffer.
             */
            buffer_orders: number | null;
            /**
             * @description Why the intake buffer takes no orders, of some shop at least: it is full, or its disk cannot
             *     be written; null if it does.
             */
            buffer_refuses: string | null;
            /**
             * Format: double
             * @description Half of the commits took at most this long. Null if there were none.
             */
            commit_p50_seconds: number | null;
            /**
             * Format: double
             * @description 99 of 100 commits took at most this long.
             */
            commit_p99_seconds: number | null;
            /**
             * Format: double
             * @description Commits per second.
             */
            commits_per_second: number | null;
            /**
             * Format: double
             * @description Orders per second, including duplicates and updates.
             */
            orders_per_second: number | null;
            /**
             * Format: double
             * @description Rejected events per second.
             */
            rejects_per_second: number | null;
        };
        /** @description A server of the store. */
        HealthNode: {
            /** @description Its address, or the folder of the embedded store. */
            address: string;
            /**
             * Format: int64
             * @description See `HealthStore`.
             */
            bytes_limit: number | null;
            /**
             * Format: int64
             * @description See `HealthStore`.
             */
            bytes_used: number | null;
            /**
             * Format: int64
             * @description See `HealthStore`.
             */
            connections: number | null;
            /**
             * Format: double
             * @description See `HealthStore`.
             */
            engine_cpu_percent: number | null;
            /**
             * Format: int64
             * @description Connected replicas.
             */
            replicas: number | null;
        };
        /** @description Figures on their way to the screens. */
        HealthScreen: {
            /**
             * Format: double
             * @description From an order's commit to the message that shows it: half were no older.
             */
            age_p50_seconds: number | null;
            /**
             * Format: double
             * @description 99 of 100 were no older.
             */
            age_p99_seconds: number | null;
            /**
             * Format: double
             * @description Live messages per second, each shared by all viewers of a shop.
             */
            messages_per_second: number | null;
            /**
             * Format: double
             * @description How often per second a slow viewer skipped to the newest state.
             */
            skips_per_second: number | null;
            /**
             * Format: int64
             * @description Open live connections.
             */
            viewers: number;
        };
        /** @description A server on the store. */
        HealthServer: {
            /** @description The machine it runs on. */
            host: string;
            /** @description New at each start. */
            id: string;
            /**
             * Format: date-time
             * @description When it started, in UTC.
             */
            started_at: string;
            /**
             * @description Its version.
             * @example 0.1.0
             */
            version: string;
        };
        /** @description One shop, on the server that answers. */
        HealthShop: {
            /**
             * Format: double
             * @description Orders per second, including duplicates and updates.
             */
            orders_per_second: number | null;
            /** @description Rejected events since the server's start, by reason. */
            rejects: {
                [key: string]: number;
            };
            /** @description Its name. */
            shop: string;
            /**
             * Format: int64
             * @description Test orders since the server's start. They are remembered but count nothing.
             */
            test_orders: number;
            /**
             * Format: int64
             * @description Open live connections.
             */
            viewers: number;
        };
        /** @description A shard of a source, on the server that reads it. */
        HealthSource: {
            /**
             * Format: double
             * @description For a platform's API: how much of the past is read, from 0 to 1; absent if no past is asked for.
             */
            filled?: number | null;
            /**
             * Format: double
             * @description How far it is read behind its end, in seconds; null if unknown.
             */
            lag_seconds: number | null;
            /**
             * Format: int64
             * @description For a platform's API: how many orders and refunds were read so far; absent if no past is being read.
             */
            read?: number | null;
            /**
             * @description Why a platform's API refuses until somebody changes something: `unauthorized`, `missing_scope` or `refused`;
             *     absent if it does not refuse.
             */
            refused?: string | null;
            /** @description The shard; empty for a stream as a whole. */
            shard: string;
            /** @description The shop whose orders it brings. */
            shop: string;
            /**
             * Format: double
             * @description Seconds since it was last read without an error, or since reading began; null if it is no
             *     longer read.
             */
            silent_seconds: number | null;
            /**
             * @description The source.
             * @example kinesis:orders
             */
            source: string;
            /**
             * @description For a platform's API: why it does not answer, and what to do, for people; absent if it does, or if no past is
             *     being read.
             */
            trouble?: string | null;
            trouble_said?: components["schemas"]["Said"] | null;
        };
        /** @description The store. */
        HealthStore: {
            /** @description Whether it answered last time. If not, the other figures are the last known ones. */
            available: boolean;
            /**
             * Format: date-time
             * @description Since when it has not answered, in UTC.
             */
            away_since: string | null;
            /**
             * Format: int64
             * @description The most that the data may use.
             */
            bytes_limit: number | null;
            /**
             * Format: int64
             * @description Size of the data: in memory on Redis, on disk in the embedded store.
             */
            bytes_used: number | null;
            /**
             * Format: double
             * @description Commands per second.
             */
            commands_per_second: number | null;
            /**
             * Format: int64
             * @description Open client connections.
             */
            connections: number | null;
            /**
             * Format: double
             * @description Of its processes together: 100 is one core. For the embedded store, of the server's process.
             */
            cpu_percent: number | null;
            /**
             * Format: double
             * @description Of the busiest thread that executes commands: at 100, the store is at its limit.
             */
            engine_cpu_percent: number | null;
            /**
             * Format: int64
             * @description Keys evicted for lack of memory. Anything but 0 means that figures are wrong.
             */
            evicted_keys: number | null;
            /**
             * Format: int64
             * @description What is left on the node that has the least left.
             */
            freeable_memory_bytes: number | null;
            /**
             * @description `embedded`, `redis` or `valkey`; empty if it never answered.
             * @example redis
             */
            kind: string;
            /**
             * Format: double
             * @description The longest event that its latency monitor noted lately (Redis: `LATENCY LATEST`).
             */
            latency_event_seconds: number | null;
            /**
             * Format: double
             * @description Bytes per second.
             */
            network_in_bytes_per_second: number | null;
            /**
             * Format: double
             * @description Bytes per second.
             */
            network_out_bytes_per_second: number | null;
            /** @description Its servers. */
            nodes: components["schemas"]["HealthNode"][];
            /**
             * Format: int64
             * @description Orders in the ledger, if the store knows without counting.
             */
            orders: number | null;
            /**
             * Format: double
             * @description How long a ping took.
             */
            ping_seconds: number | null;
            /**
             * @description Why it takes no writes although it answers, for example because its memory is full. Null if it
             *     takes them, or does not answer.
             */
            refuses: string | null;
            /**
             * Format: date-time
             * @description Since when it has answered but taken no writes, in UTC.
             */
            refuses_since: string | null;
            /** @description Its version; for the embedded store, the version of its format. */
            version: string;
        };
        /** @description What became of the orders of a request. */
        IntakeAnswer: {
            /**
             * Format: int64
             * @description New orders, counted and durable.
             */
            accepted: number;
            /**
             * Format: int64
             * @description With status 202: orders that are durable on the server's own disk, because the store is away,
             *     and will be counted once when it is back. Only then does it turn out whether they are new,
             *     known or too late. Absent with any other status.
             */
            buffered?: number;
            /**
             * Format: int64
             * @description Orders already known with this or a higher version: nothing changed.
             */
            duplicates: number;
            /**
             * @description By field, how many values were ignored in orders that were taken, because they have the wrong
             *     type. Absent if there are none.
             */
            ignored?: {
                [key: string]: number;
            };
            /** @description Orders that were not counted; they are kept among the rejects. */
            rejected: components["schemas"]["RejectedOrder"][];
            /**
             * Format: int64
             * @description How many of the accepted and updated orders are test orders, which count nothing. Absent if there are
             *     none.
             */
            tests?: number;
            /**
             * Format: int64
             * @description Orders known with a lower version: the difference was applied.
             */
            updated: number;
        };
        /** @description What an item sold on a business day. */
        ItemDay: {
            /**
             * Format: date
             * @description The day.
             * @example 2018-03-05
             */
            date: string;
            /**
             * Format: int64
             * @description Units sold; null if the original design counted the day: it kept none by item.
             */
            units: number | null;
            unknown?: components["schemas"]["Unknown"] | null;
        };
        /** @description What an item, or all of them, sold and took back. */
        ItemFigures: {
            /**
             * @description What they were sold for, each line after its discount and without included tax; returns are not subtracted.
             *     Null unless amounts by line are known for all days.
             * @example 49.50
             */
            amount: string | null;
            /**
             * Format: int64
             * @description Units that came back; null as `amount`.
             */
            returned: number | null;
            /**
             * @description What those were worth, as `amount`; null as `amount`.
             * @example 9.90
             */
            returned_amount: string | null;
            /**
             * Format: double
             * @description Its share of the amount of all items, 0 to 1, to four decimals; of their units, if amounts are unknown. Null if
             *     there are none.
             * @example 0.0432
             */
            share: number | null;
            /**
             * Format: int64
             * @description Units sold.
             */
            units: number;
        };
        /** @description What one item sold on the days kept in detail. */
        ItemHistory: {
            /** @description Each retained business day, oldest first. */
            days: components["schemas"]["ItemDay"][];
            /** @description The newest name that an order gave it; absent if none did. */
            name?: string | null;
            /** @description Stock-keeping unit. */
            sku: string;
        };
        /** @description What one item sold and took back in a run of days. */
        ItemReport: {
            before?: components["schemas"]["ItemFigures"] | null;
            /**
             * Format: date
             * @description The shop's first day with any data; null before the first order. Nothing was counted on days before it.
             * @example 2018-02-11
             */
            begins: string | null;
            compared_to: components["schemas"]["BreakdownDays"] | null;
            /** @description ISO 4217 code. */
            currency: string;
            /**
             * Format: date
             * @description The first day.
             * @example 2018-03-01
             */
            first: string;
            /**
             * Format: date
             * @description The last day. Where something is compared, it is a day that is over.
             * @example 2018-03-11
             */
            last: string;
            /** @description The newest name that an order gave it; absent when none did. */
            name?: string | null;
            not_compared?: components["schemas"]["NotCompared"] | null;
            /** @description The shop. */
            shop: string;
            /** @description Stock-keeping unit. */
            sku: string;
            /** @description Its days, weeks or months, oldest first. */
            steps: components["schemas"]["ItemStep"][];
            total: components["schemas"]["ItemFigures"] | null;
            unknown?: components["schemas"]["BreakdownUnknown"] | null;
            /**
             * Format: date
             * @description The newest day of which items are not known: from the next one on they are.
             * @example 2018-03-04
             */
            unknown_until?: string | null;
        };
        /** @description A day, week or month of an item. */
        ItemStep: {
            figures: components["schemas"]["ItemFigures"] | null;
            /**
             * Format: date
             * @description The first day.
             */
            first: string;
            /**
             * Format: date
             * @description The last day.
             */
            last: string;
        };
        /** @description A report of items. */
        ItemsReport: {
            /**
             * Format: date
             * @description The shop's first day with any data; null before the first order. Nothing was counted on days before it.
             * @example 2018-02-11
             */
            begins: string | null;
            compared_to: components["schemas"]["BreakdownDays"] | null;
            /** @description ISO 4217 code. */
            currency: string;
            /**
             * Format: date
             * @description The first day.
             * @example 2018-03-01
             */
            first: string;
            /** @description How many items there are by name, on either side, or of those that `q` finds; null as `total`. */
            items: number | null;
            /**
             * Format: date
             * @description The last day. If something is compared, it is a day that is over.
             * @example 2018-03-11
             */
            last: string;
            not_compared?: components["schemas"]["NotCompared"] | null;
            /** @description Rows left out at the top. */
            offset: number;
            /** @description A page of the items, sorted as requested; null as `total`. */
            rows: components["schemas"]["ItemsReportRow"][] | null;
            /** @description The shop. */
            shop: string;
            /** @description The most rows. */
            top: number;
            total: components["schemas"]["ItemFigures"] | null;
            total_before?: components["schemas"]["ItemFigures"] | null;
            unknown?: components["schemas"]["BreakdownUnknown"] | null;
            /**
             * Format: date
             * @description The newest day for which items are unknown; they are known from the next one.
             * @example 2018-03-04
             */
            unknown_until?: string | null;
        };
        /** @description An item of a report. */
        ItemsReportRow: components["schemas"]["ItemFigures"] & {
            before?: components["schemas"]["ItemFigures"] | null;
            /** @description The newest name that an order gave it; absent if none did. */
            name?: string | null;
            /** @description Its place among all items, from 1. */
            rank?: number;
            /** @description Stock-keeping unit. */
            sku: string;
        };
        /** @description What became of a report. */
        KeptAnswer: {
            /** @description How many events are now kept among the rejects. */
            kept: number;
        };
        /** @description An item line of the feed. Lines that the original design wrote lack what it did not keep. */
        LatestItem: {
            /**
             * @description The exact quantity, if it is not a whole number: a decimal with at most 3 digits after the
             *     point.
             * @example 0.35
             */
            exact_quantity?: string | null;
            /** @description The newest name that an order gave it; absent if none did. */
            name?: string | null;
            /**
             * @description Price of one: an exact decimal with at least the currency's decimals, and at most 6.
             * @example 1.99
             */
            price?: string | null;
            /**
             * Format: int64
             * @description Whole pieces of this line, at least one.
             */
            quantity?: number | null;
            /** @description Stock-keeping unit. */
            sku: string;
            /**
             * Format: date-time
             * @description When the order was placed, with the shop's offset.
             */
            sold_at?: string | null;
        };
        /** @description A part of the feed. */
        LatestPage: {
            /** @description The lines, newest first. */
            items: components["schemas"]["LatestItem"][];
            /** @description The most lines a page of this size holds. */
            limit: number;
            /** @description Lines left out before the first. */
            offset: number;
            /** @description Lines in the whole feed, at most 100. */
            total: number;
        };
        /** @description An order in the ledger, as its newest version counts. */
        LedgerOrder: {
            /** @description Whether it was cancelled. */
            cancelled: boolean;
            /**
             * @description Where it was sold; absent if it does not say, or does not count.
             * @example online
             */
            channel?: string | null;
            /**
             * @description Where it goes, ISO 3166-1 alpha-2; absent as for `channel`.
             * @example DE
             */
            country?: string | null;
            /** @description The order's identity in its shop. */
            id: string;
            /** @description Its sold lines. Return lines are kept as a sum only. */
            items: components["schemas"]["SoldItem"][];
            original?: components["schemas"]["OriginalAmount"] | null;
            /**
             * Format: date-time
             * @description When it was placed, to the second, with the shop's offset. Orders in the second of the two hours
             *     01:00 of a day of 25 hours have its offset; those that an earlier version stored have the first's.
             * @example 2018-03-11T10:23:45-04:00
             */
            placed_at: string;
            /**
             * @description Value of its returns: positive, unless an adjustment gave back more of them than there were.
             * @example 0.00
             */
            returns: string;
            /**
             * @description Gross revenue.
             * @example 1.99
             */
            revenue: string;
            /**
             * @description The platform that told of it, as its identity says: `shopify`, `woocommerce`, `stripe`, or one whose export was imported, such as
             *     `amazon`; `kinesis` for an order without an id of its own, which goes by its place in a stream; absent where it came with an id
             *     of its sender's own.
             * @example shopify
             */
            source?: string | null;
            /**
             * @description `counts`, or why it does not: `cancelled`, `pending`, `test`. Then it has no amounts and no items.
             * @example counts
             */
            standing: string;
            /**
             * @description What else it adds to the figures of its day, by name, and what is made of them, except those that
             *     are 0. Absent if it adds nothing else.
             */
            sums?: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description The version that was applied last.
             */
            version: number;
        };
        /**
         * @description A message of the live channel: first the whole board, then the sections that changed, each in
         *     full. A client's state is the previous state with the message's sections replaced.
         */
        LiveMessage: {
            /** @description See `Board`. */
            alerts?: components["schemas"]["Alert"][] | null;
            /**
             * Format: date-time
             * @description When the figures were known to be current, with the shop's offset.
             */
            as_of: string;
            comparison?: components["schemas"]["Comparison"] | null;
            /** @description See `Board`. */
            currency?: string | null;
            /**
             * Format: date
             * @description See `Board`.
             */
            date?: string | null;
            fresh?: components["schemas"]["Fresh"] | null;
            /** @description See `Board`. */
            latest?: components["schemas"]["LatestItem"][] | null;
            /** @description See `Board`. */
            past?: string | null;
            /** @description See `Board`. */
            popular?: components["schemas"]["PopularItem"][] | null;
            /** @description See `Board`. */
            popular_today?: components["schemas"]["PopularItem"][] | null;
            pulse?: components["schemas"]["Pulse"] | null;
            /** @description See `Board`. */
            revenue?: components["schemas"]["RevenueDay"][] | null;
            /**
             * Format: int64
             * @description Grows by one with each message of a shop. After a missed message comes a whole board.
             */
            seq: number;
            /** @description See `Board`. */
            shop?: string | null;
            /** @description True while the store cannot be read. */
            stale?: boolean | null;
            /** @description See `Board`. */
            timezone?: string | null;
            today?: components["schemas"]["DayFigures"] | null;
            today_unknown?: components["schemas"]["Unknown"] | null;
        };
        /** @description What connects a shop with its platform. It contains no secrets, only where the servers find them. */
        NewConnection: {
            /** @description Where the token of the platform's API is; WooCommerce: `key:secret`. */
            api_token?: string | null;
            /** @description The id of a Shopify app. */
            client_id?: string | null;
            /** @description Where the app's secret is. It signs the app's webhooks too. */
            client_secret?: string | null;
            /**
             * Format: date
             * @description The first day whose orders the platform brings, in the shop's time zone, for a shop that already has earlier ones under other ids;
             *     absent: all of its orders count.
             */
            from_day?: string | null;
            /**
             * @description `shopify`, `woocommerce`, `stripe`, or `standard` for Standard Webhooks.
             * @example woocommerce
             */
            platform: string;
            /**
             * Format: date
             * @description The first day whose orders are fetched, in the shop's time zone; absent: as far back as the shop keeps orders.
             */
            since?: string | null;
            /**
             * @description The shop's address at the platform: `acme.myshopify.com`, or the WooCommerce site.
             * @example https://shop.example.com
             */
            store?: string | null;
            /**
             * @description Where the secrets are with which the platform signs: `env:NAME` or `file:PATH`; two while one is being replaced.
             *     May be empty if the API is asked.
             * @example [
             *       "file:/var/lib/livetill/secrets/acme.webhook"
             *     ]
             */
            webhook_secrets?: string[];
            /**
             * @description The address that the platform posts to; absent if it posts nothing, and is asked more often
             *     instead.
             */
            webhook_url?: string | null;
        };
        /** @description A shop to add. */
        NewShop: {
            /**
             * @description The ISO 4217 code of its currency. It cannot be changed.
             * @example JPY
             */
            currency: string;
            /** @description What people call it. */
            display_name?: string | null;
            /**
             * Format: int32
             * @description How many business days with data it keeps in detail; if absent, as many as the default shop.
             */
            retention_days?: number | null;
            /**
             * @description Its name in URLs: 1 to 64 characters of `a` to `z`, `0` to `9`, `-` and `_`.
             * @example acme
             */
            shop: string;
            /**
             * @description Its IANA time zone. It cannot be changed.
             * @example Asia/Tokyo
             */
            timezone: string;
        };
        /**
         * @description Why there is no forecast.
         * @enum {string}
         */
        NoForecast: "too_few_days" | "too_early";
        /**
         * @description Why nothing is compared.
         * @enum {string}
         */
        NotCompared: "running" | "not_kept" | "not_recorded" | "before_first";
        /** @description An order event. Unknown fields are ignored and never stored. */
        OrderEvent: {
            /**
             * @description Where it was sold: `online`, `pos`, `app`, `marketplace`, `social`, `phone`, `wholesale`, `subscription`, or
             *     one of the shop's own channels. Any other counts as `other`.
             * @example online
             */
            channel?: string | null;
            /**
             * @description Where it goes: ISO 3166-1 alpha-2. A value that is not a country counts as absent.
             * @example DE
             */
            country?: string | null;
            /**
             * @description ISO 4217 code; the shop's if absent. Another currency is converted, by `rate` or by the table of
             *     rates.
             * @example USD
             */
            currency?: string | null;
            /** @description A decimal with at most 6 decimals, at most 10^12. Taken exactly as written. */
            discount?: string | number;
            /** @description A decimal with at most 6 decimals, at most 10^12. Taken exactly as written. */
            fee?: string | number;
            /** @description The order's identity in its shop: 1 to 128 bytes without control characters. May be absent with an `Idempotency-Key`. */
            id?: string | number;
            /**
             * @description The lines. They may be missing only if the order has an amount as a whole, or does not
             *     count.
             */
            items: components["schemas"]["OrderItem"][];
            /**
             * @description Units of the shop's currency for one of `currency`: at most 12 significant digits.
             * @example 1.0823
             */
            rate?: string | null;
            /** @description The id of the order that this event takes back: it is a refund, and no order. */
            refund_of?: string | number;
            /** @description A decimal with at most 6 decimals, at most 10^12. Taken exactly as written. */
            shipping?: string | number;
            /**
             * @description `placed` (default), or `pending` and `cancelled`, which contribute nothing.
             * @example placed
             */
            status?: string | null;
            /** @description A decimal with at most 6 decimals, at most 10^12. Taken exactly as written. */
            tax?: string | number;
            /** @description True: prices and discounts of the lines include tax. */
            tax_included?: boolean | null;
            /** @description True: a test order, which contributes nothing. */
            test?: boolean | null;
            /** @description When it was placed: RFC 3339 with offset, or a number since 1970: seconds below 10^11, milliseconds below 10^14, microseconds below 10^17, nanoseconds above. Not before 1995, at most ten minutes in the future. */
            timestamp: string | number;
            /** @description A decimal with at most 6 decimals, at most 10^12. Taken exactly as written. */
            tip?: string | number;
            /** @description The higher one wins: an integer or an RFC 3339 time; absent = 0. */
            version?: string | number;
        };
        /** @description A line. A negative quantity is a return. */
        OrderItem: {
            /** @description A decimal with at most 6 decimals, at most 10^12. Taken exactly as written. */
            amount?: string | number;
            /** @description A decimal with at most 6 decimals, at most 10^12. Taken exactly as written. */
            discount?: string | number;
            /**
             * @description `product`, `gift_card`, `shipping`, `tip`, `fee`, `tax`, `discount`, `adjustment`. Default: `product`.
             * @example product
             */
            kind?: string | null;
            /** @description What people call it. */
            name?: string | number;
            /** @description Price of one: a decimal, not negative, at most 6 decimals. Taken exactly as written; only float noise (19.989999999999998) is rounded to 6 decimals. */
            price?: string | number;
            /** @description How many, up to a million either way, not 0, at most 3 decimals. Below 0 it is a return. */
            quantity?: string | number;
            /** @description Stock-keeping unit, at most 128 bytes. A product without one is known by its name. */
            sku?: string | number;
            /** @description A decimal with at most 6 decimals, at most 10^12. Taken exactly as written. */
            tax?: string | number;
        };
        /** @description A part of a day's orders. */
        OrderPage: {
            /** @description The orders, newest first; those of the same second by id, descending. */
            items: components["schemas"]["LedgerOrder"][];
            /** @description The most orders a page of this size holds. */
            limit: number;
            /** @description Orders left out before the first. */
            offset: number;
            /** @description All orders of the day, or those that sold the item. */
            total: number;
            unknown?: components["schemas"]["Unknown"] | null;
        };
        /** @description What `POST /v1/orders` takes as JSON. */
        OrdersBody: components["schemas"]["OrderEvent"] | components["schemas"]["OrderEvent"][];
        /** @description What an order was in before it was converted. */
        OriginalAmount: {
            /**
             * @description What it charged in that currency.
             * @example 2290
             */
            charged: string;
            /**
             * @description Its own currency, ISO 4217.
             * @example JPY
             */
            currency: string;
            /**
             * @description Units of the shop's currency for one of its own: the rate that the order said, else that of the table, to nine
             *     significant digits; null if the table does not have it any more.
             * @example 0.0061199
             */
            rate: string | null;
            /**
             * Format: date
             * @description The day of the table's rate; absent if the order said its own.
             */
            rate_day?: string | null;
        };
        /**
         * @description Today's figures of every shop that the caller may see, each in its own currency and time zone, and their total in
         *     one currency.
         */
        Overview: {
            /**
             * Format: date-time
             * @description When the figures were current, in UTC.
             * @example 2026-03-16T09:23:45.123Z
             */
            as_of: string;
            /**
             * Format: int64
             * @description How many were found.
             */
            count: number;
            /**
             * @description ISO 4217 code of the total, of groups and of `converted`.
             * @example EUR
             */
            currency: string;
            /**
             * Format: int64
             * @description How many groups there are; null unless groups were requested.
             */
            group_count: number | null;
            /** @description The first groups; null unless groups were requested. */
            groups: components["schemas"]["OverviewGroup"][] | null;
            /** @description The rates used for conversion. */
            rates: components["schemas"]["OverviewRates"];
            /** @description The first of the shops found. */
            shops: components["schemas"]["OverviewShop"][];
            /** @description The total of the shops found. */
            total: components["schemas"]["OverviewSum"];
            /**
             * Format: int64
             * @description How many of them could not be read. Their figures are null, and in no total.
             */
            unread: number;
        };
        /** @description Earlier days until the same time of each shop's day. Sums are converted at today's rates. */
        OverviewComparison: {
            last_week: components["schemas"]["Baseline"] | null;
            /**
             * Format: int64
             * @description For how many shops `last_week` is unknown.
             */
            last_week_unknown: number;
            yesterday: components["schemas"]["Baseline"] | null;
            /**
             * Format: int64
             * @description For how many shops `yesterday` is unknown.
             */
            yesterday_unknown: number;
        };
        /** @description Shops whose names are the same up to the first `-` or `_`. */
        OverviewGroup: components["schemas"]["OverviewSum"] & {
            /**
             * @description What their names begin with.
             * @example de
             */
            prefix: string;
        };
        /**
         * @description A message of the overview's live channel: first the whole overview, then the members that changed, each in full; of
         *     `shops`, only rows that changed or are new. The last `order` says which shops to show, and in which sequence.
         */
        OverviewMessage: {
            /**
             * Format: date-time
             * @description See `Overview`.
             */
            as_of: string;
            /**
             * Format: int64
             * @description See `Overview`.
             */
            count?: number | null;
            /** @description See `Overview`. */
            currency?: string | null;
            /**
             * Format: int64
             * @description See `Overview`.
             */
            group_count?: number | null;
            /** @description See `Overview`. */
            groups?: components["schemas"]["OverviewGroup"][] | null;
            /** @description The names of all shops to show, in sequence; absent if unchanged. */
            order?: string[] | null;
            rates?: components["schemas"]["OverviewRates"] | null;
            /**
             * Format: int64
             * @description Grows by one with each message. After a missed message comes a whole overview.
             */
            seq: number;
            /** @description Rows that changed or are new. */
            shops?: components["schemas"]["OverviewShop"][] | null;
            /** @description True while the store cannot be read. */
            stale?: boolean | null;
            total?: components["schemas"]["OverviewSum"] | null;
            /**
             * Format: int64
             * @description See `Overview`.
             */
            unread?: number | null;
        };
        /** @description A rate. */
        OverviewRate: {
            /**
             * @description ISO 4217 code.
             * @example USD
             */
            currency: string;
            /**
             * @description Units of it for one of the base, exactly as in the table.
             * @example 1.0823
             */
            rate: string;
        };
        /** @description The rates of an overview: those that orders get now. */
        OverviewRates: {
            /** @description Codes of the currencies that a total can be in. */
            available: string[];
            /**
             * @description The base currency of the rates; null if there are none.
             * @example EUR
             */
            base: string | null;
            /**
             * Format: date
             * @description The day of the rates: the last TARGET working day before today in UTC.
             * @example 2026-03-13
             */
            date: string;
            /** @description Codes of the currencies without a rate on that day: their shops are in no total in another currency. */
            missing: string[];
            /** @description The rates of all currencies that were converted from or into; empty if everything is in one currency. */
            used: components["schemas"]["OverviewRate"][];
        };
        /** @description A shop's day. */
        OverviewShop: {
            /**
             * @description Its revenue in the requested currency; null without a rate.
             * @example 75.55
             */
            converted: string | null;
            /**
             * @description ISO 4217 code of its amounts.
             * @example JPY
             */
            currency: string;
            /**
             * Format: date
             * @description Its business day now.
             * @example 2026-03-16
             */
            date: string;
            /** @description What people call it. */
            display_name: string | null;
            /**
             * Format: date-time
             * @description When the newest order was placed, with the shop's offset; null if there is none, or it is unknown.
             * @example 2026-03-16T18:20:11.000+09:00
             */
            last_order_at: string | null;
            last_week: components["schemas"]["Baseline"] | null;
            last_week_unknown?: components["schemas"]["Unknown"] | null;
            /**
             * Format: int64
             * @description Today's orders; null if unknown.
             */
            orders: number | null;
            /**
             * @description Today's gross revenue; null if unknown.
             * @example 12345
             */
            revenue: string | null;
            /**
             * @description Its name in URLs.
             * @example acme
             */
            shop: string;
            /**
             * @description Its IANA time zone.
             * @example Asia/Tokyo
             */
            timezone: string;
            /**
             * Format: int64
             * @description Today's units; null if unknown.
             */
            units: number | null;
            /** @description True if it could not be read, so nothing is known of it now. */
            unread?: boolean;
            yesterday: components["schemas"]["Baseline"] | null;
            yesterday_unknown?: components["schemas"]["Unknown"] | null;
        };
        /** @description The total of several shops. */
        OverviewSum: {
            /** @description The same shops until the same time of day. */
            comparison: components["schemas"]["OverviewComparison"];
            /**
             * Format: int64
             * @description Their orders today: for each, its own day.
             */
            orders: number;
            /**
             * Format: int64
             * @description The orders of those shops.
             */
            orders_without_rate: number;
            /**
             * @description Their gross revenue in the requested currency: added exactly, and rounded once; null if there is a rate for none
             *     of the shops found.
             * @example 12345.67
             */
            revenue: string | null;
            /**
             * Format: int64
             * @description How many shops are in the total.
             */
            shops: number;
            /**
             * Format: int64
             * @description Their units; null if those of some shop are unknown.
             */
            units: number | null;
            /**
             * Format: int64
             * @description How many shops are not in the total, because there is no rate for their currency.
             */
            without_rate: number;
        };
        /** @description An item of a leaderboard. */
        PopularItem: {
            /** @description The newest name that an order gave it; absent if none did. */
            name?: string | null;
            /**
             * @description In a board's leaderboard of the day: its rank on the day before; 0 if it was not among the
             *     first 1,000. Absent if there is nothing to compare with.
             */
            place_before?: number | null;
            /**
             * @description Its rank in the whole leaderboard, from 1. Absent in a board, whose lists begin with the
             *     first.
             */
            rank?: number | null;
            /** @description Stock-keeping unit. */
            sku: string;
            /**
             * Format: int64
             * @description Units sold.
             */
            units: number;
        };
        /** @description A part of a leaderboard. */
        PopularPage: {
            /**
             * Format: date
             * @description The first day for which amounts and returns by item are known, if those here are null because their day is
             *     earlier. Also absent if they are not kept now, and for all time.
             * @example 2018-03-12
             */
            amounts_from?: string | null;
            /** @description The items, most units first, ties by SKU descending; null if unknown. */
            items: components["schemas"]["ProductItem"][] | null;
            /** @description The most items a page of this size holds. */
            limit: number;
            /** @description Items left out before the first. */
            offset: number;
            /** @description Items in the whole leaderboard, or found by the search; null as `items`. */
            total: number | null;
            unknown?: components["schemas"]["Unknown"] | null;
        };
        /** @description RFC 9457 problem details (`application/problem+json`). */
        Problem: {
            /** @description What was wrong this time, where, and what to do. */
            detail: string;
            /**
             * Format: int32
             * @description The HTTP status.
             * @example 404
             */
            status: number;
            /**
             * @description The kind of problem, for people; the same for every problem of the type.
             * @example Unknown shop
             */
            title: string;
            /**
             * @description Stable identifier of the kind of problem; its last part is one word.
             * @example urn:livetill:problem:unknown_shop
             */
            type: string;
        };
        /** @description An item of a leaderboard's page. */
        ProductItem: components["schemas"]["PopularItem"] & {
            /**
             * @description What its units of the day were sold for, each line after its discount and without included tax; returns are not
             *     subtracted. Null if amounts by line are unknown, and for all time.
             * @example 49.50
             */
            amount: string | null;
            /**
             * Format: int64
             * @description Units that came back on the day; null as `amount`.
             */
            returned: number | null;
            /**
             * @description What those were worth, as `amount`; null as `amount`.
             * @example 9.90
             */
            returned_amount: string | null;
        };
        /** @description Minutes in which something sold. */
        Pulse: {
            /** @description Of the same weekday a week before; null if they are unknown. */
            baseline: components["schemas"]["PulseMinute"][] | null;
            /** @description Of the business day; null if it has orders but the minutes of none are known. */
            minutes: components["schemas"]["PulseMinute"][] | null;
        };
        /** @description One local wall-clock minute. */
        PulseMinute: {
            /**
             * @description `HH:MM`.
             * @example 10:22
             */
            minute: string;
            /**
             * Format: int64
             * @description Orders with at least one sold line.
             */
            orders: number;
            /**
             * @description Gross revenue.
             * @example 30.00
             */
            revenue: string;
        };
        /** @description Which days a range is compared with. */
        RangeCompared: {
            /**
             * Format: date
             * @description The first day.
             * @example 2017-03-01
             */
            first: string;
            /**
             * Format: date
             * @description The last day.
             * @example 2017-03-11
             */
            last: string;
            /**
             * @description The time of day at which the last day ends, as today does; during an hour that the clock shows again, that
             *     hour's end. Null: the whole day counts.
             * @example 14:32
             */
            until: string | null;
        };
        /** @description Headline figures of a run of days. */
        RangeFigures: {
            /**
             * @description Revenue less discounts, divided by orders. Null if unknown.
             * @example 1234.56
             */
            average_order: string | null;
            /**
             * @description What customers paid, less what they got back. Null if unknown.
             * @example 1234.56
             */
            charged: string | null;
            /**
             * @description What was taken off sold product lines, and off orders as a whole. Null if unknown.
             * @example 1234.56
             */
            discounts: string | null;
            /**
             * @description Handling, duties, restocking, less what was given back. Null if unknown.
             * @example 1234.56
             */
            fees: string | null;
            /**
             * @description Gift cards sold, less those taken back. They are not revenue until they are spent. Null if unknown.
             * @example 1234.56
             */
            gift_cards: string | null;
            /**
             * @description Revenue less discounts and returns. Null if unknown.
             * @example 1234.56
             */
            net_revenue: string | null;
            /**
             * Format: int64
             * @description Orders with at least one sold line of a product or gift card. A refund is not an order. Null if unknown.
             */
            orders: number | null;
            /**
             * Format: int64
             * @description Pieces in the return lines. Null if unknown.
             */
            returned_units: number | null;
            /**
             * @description Value of the return lines after their discounts and without included tax, and of adjustments: above 0 if it was given back. Null if unknown.
             * @example 1234.56
             */
            returns: string | null;
            /**
             * @description Gross revenue: the value of the sold product lines before discounts, without included tax. Null if unknown.
             * @example 1234.56
             */
            revenue: string | null;
            /**
             * @description What customers paid without tax and shipping. Null if unknown.
             * @example 1234.56
             */
            sales_ex_tax: string | null;
            /**
             * @description Shipping after discounts, less what was given back. Null if unknown.
             * @example 1234.56
             */
            shipping: string | null;
            /**
             * @description Tax of all lines and of orders as a whole, less what was given back. Null if unknown.
             * @example 1234.56
             */
            tax: string | null;
            /**
             * @description Tips, less what was given back. Null if unknown.
             * @example 1234.56
             */
            tips: string | null;
            /**
             * @description Net revenue with shipping, tax and fees. Null if unknown.
             * @example 1234.56
             */
            total_sales: string | null;
            /**
             * Format: int64
             * @description Distinct items with units above 0. Null if unknown.
             */
            unique_items: number | null;
            /**
             * Format: int64
             * @description Whole pieces in the sold product lines; each line has at least one. Null if unknown.
             */
            units: number | null;
        };
        /** @description Some days with their figures. */
        RangePart: {
            /**
             * Format: date
             * @description The first day.
             */
            first: string;
            /**
             * Format: date
             * @description The last day.
             */
            last: string;
            /** @description What they add up to. */
            total: components["schemas"]["RangeFigures"];
        };
        /** @description What a run of days adds up to, in total and step by step. */
        RangeReport: {
            before?: components["schemas"]["RangeFigures"] | null;
            /**
             * Format: date
             * @description The shop's first day with any data; null before the first order. Figures of days before it are 0, because
             *     nothing was counted; what was sold then is unknown.
             * @example 2018-02-11
             */
            begins: string | null;
            compared?: components["schemas"]["RangePart"] | null;
            compared_to: components["schemas"]["RangeCompared"] | null;
            /** @description ISO 4217 code. */
            currency: string;
            /**
             * Format: date
             * @description The first day.
             * @example 2018-03-01
             */
            first: string;
            /**
             * Format: date
             * @description The last day; never in the future.
             * @example 2018-03-11
             */
            last: string;
            not_compared?: components["schemas"]["Unknown"] | null;
            /** @description The shop. */
            shop: string;
            /** @description Its days, weeks or months, oldest first. */
            steps: components["schemas"]["RangeStep"][];
            /**
             * @description The whole range, until now if it contains today. A figure that is unknown for some day is null; so are the
             *     unique items of more than one day.
             */
            total: components["schemas"]["RangeFigures"];
        };
        /** @description A day, week or month of a range. */
        RangeStep: {
            before?: components["schemas"]["RangeFigures"] | null;
            /**
             * Format: date
             * @description The first day.
             */
            first: string;
            /**
             * Format: date
             * @description The last day.
             */
            last: string;
            /** @description What they add up to. */
            total: components["schemas"]["RangeFigures"];
        };
        /** @description What became of a file with rates. */
        RatesAnswer: {
            /**
             * Format: int64
             * @description Rates that it already had.
             */
            known: number;
            /**
             * Format: int64
             * @description Rates that the table did not have before.
             */
            new: number;
            /** @description The table as it is now. */
            table: components["schemas"]["RatesTable"];
        };
        /** @description What the table of rates contains. All servers and shops of a store share it. */
        RatesTable: {
            /**
             * @description The base currency of its rates; null while it is empty.
             * @example EUR
             */
            base: string | null;
            /**
             * Format: date
             * @description The first day with rates.
             * @example 1999-01-04
             */
            first: string | null;
            /**
             * Format: date
             * @description The last day with rates.
             * @example 2026-03-13
             */
            last: string | null;
            /** @description How many rates. */
            rates: number;
        };
        /** @description A day compared with the platform's. */
        ReconciledDay: {
            /**
             * Format: date-time
             * @description When it was last compared, in the shop's time zone.
             */
            at: string;
            /**
             * Format: date
             * @description The business day.
             */
            day: string;
            /** @description What there is to say of the day if no order can be named, for people; null otherwise. */
            detail: string | null;
            /** @description Orders, refunds and edits that differ, or did until they were fetched again; at most 100. */
            differences: components["schemas"]["ReconciledOrder"][];
            /** @description Whether both sides are the same to the cent; null if that cannot be known (see `detail`). */
            equal: boolean | null;
            /**
             * Format: int64
             * @description How many of them are fixed.
             */
            mended: number;
            other_currencies: components["schemas"]["Charged"] | null;
            ours: components["schemas"]["Charged"] | null;
            reported: components["schemas"]["Charged"] | null;
            said?: components["schemas"]["Said"] | null;
            /** @description What the platform's orders and refunds add up to. */
            theirs: components["schemas"]["Charged"];
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
        };
        /** @description An order, a refund or an edit that differs. */
        ReconciledOrder: {
            /**
             * @description The currency of these amounts, if it is not the shop's. The platform's code, even if ISO 4217 has no such one.
             * @example USD
             */
            currency?: string | null;
            /**
             * @description Its identity.
             * @example woo:2003
             */
            id: string;
            /** @description Whether fetching it again fixed it. */
            mended: boolean;
            ours: components["schemas"]["Charged"] | null;
            /**
             * @description `missing_here`, `rejected_here` (fetched again, its newest version was rejected), `missing_there`,
             *     `version_behind` (ours was an older one) or `mapped_otherwise` (the newest one counts differently here).
             * @example missing_here
             */
            reason: string;
            /**
             * @description Why it was rejected, as in the rejects; absent unless it was.
             * @example no_rate
             */
            rejected?: string | null;
            theirs: components["schemas"]["Charged"] | null;
        };
        /** @description The result of comparing a shop's days with its platform's own figures. */
        Reconciliation: {
            /**
             * Format: date-time
             * @description When this was last done, in the shop's time zone; null if never.
             */
            at: string | null;
            /**
             * @description The currency of every amount.
             * @example EUR
             */
            currency: string;
            /** @description All days that were compared, newest first; at most 400. */
            days: components["schemas"]["ReconciledDay"][];
            /** @description Whether every day here that can be compared is equal; null if there is none. */
            equal: boolean | null;
            /**
             * @description The platform: `shopify`, `woocommerce` or `stripe`; null if nothing was compared yet.
             * @example woocommerce
             */
            platform: string | null;
            /** @description Why the last attempt failed, for people; null if it did not. The days are then those of the attempt before. */
            problem: string | null;
            problem_said?: components["schemas"]["Said"] | null;
            /** @description The shop. */
            shop: string;
        };
        /** @description A part of the kept rejects. */
        RejectPage: {
            /** @description How many are kept for each reason. */
            counts: {
                [key: string]: number;
            };
            /** @description The rejects, newest first. */
            items: components["schemas"]["StoredReject"][];
            /** @description The most rejects a page of this size holds. */
            limit: number;
            /** @description Rejects left out before the first. */
            offset: number;
            /** @description Rejects kept in all. */
            total: number;
        };
        /** @description Events that the sender itself rejected. */
        RejectReport: {
            /** @description In the sequence of the input. */
            rejects: components["schemas"]["ReportedReject"][];
        };
        /** @description Which rejects. */
        RejectSelection: {
            /** @description By number. */
            numbers: number[];
        };
        /** @description An order that was not counted, and why. */
        RejectedOrder: {
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description Its id, if it could be read. */
            id?: string | null;
            /** @description Its position in the request, from 0. */
            index: number;
            /**
             * @description The reason, a stable word.
             * @example invalid_timestamp
             */
            reason: string;
        };
        /** @description What became of replayed rejects. Those that are good now have left the rejects. */
        ReplayAnswer: {
            /**
             * Format: int64
             * @description New orders, counted and durable.
             */
            accepted: number;
            /**
             * Format: int64
             * @description How many of these could not even be tried, because only the first 16 KiB are kept: send them again. Absent if
             *     there are none.
             */
            cut?: number;
            /**
             * Format: int64
             * @description Orders already known with this or a higher version.
             */
            duplicates: number;
            /** @description How many events are rejected again, by reason. They stay among the rejects. */
            rejected: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description Rejects that were tried.
             */
            replayed: number;
            /**
             * Format: int64
             * @description Orders known with a lower version: the difference was applied.
             */
            updated: number;
        };
        /** @description An event that the sender itself rejected. */
        ReportedReject: {
            /** @description The event; cut at 16 KiB. */
            body: string;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description The order's id, if there is one. */
            id?: string | null;
            /**
             * @description One of the stable words for reasons.
             * @example conflicting_rows
             */
            reason: string;
        };
        /** @description Consecutive days of revenue, oldest first. */
        Revenue: {
            /**
             * Format: date
             * @description The shop's first day with any data; null before the first order. Figures of days before it are 0, because
             *     nothing was counted; what was sold then is unknown.
             * @example 2018-02-11
             */
            begins: string | null;
            /** @description ISO 4217 code. */
            currency: string;
            /** @description Each day of the range, including those on which nothing sold. */
            days: components["schemas"]["RevenueDay"][];
            /**
             * Format: date
             * @description The newest day that is kept in detail, in this range or not; null before the first order.
             * @example 2018-03-11
             */
            newest: string | null;
            /** @description The shop. */
            shop: string;
        };
        /** @description Gross revenue of one calendar day, and what else its orders add up to. */
        RevenueDay: components["schemas"]["DaySums"] & {
            /**
             * Format: date
             * @description The day.
             * @example 2018-03-05
             */
            date: string;
            /** @description Gross revenue of each local hour; null if it is not known by hour. */
            hours: string[] | null;
            /** @description Net revenue of each local hour; absent if it equals `hours`, null if unknown. */
            net_hours?: string[] | null;
            /**
             * Format: int64
             * @description Orders of the day; null as `total`.
             */
            orders: number | null;
            /**
             * @description Gross revenue of the day; null if nothing of it is kept.
             * @example 1234.56
             */
            total: string | null;
            /** @description Total sales of each local hour; absent if they equal `hours`, null if unknown. */
            total_hours?: string[] | null;
            unknown?: components["schemas"]["Unknown"] | null;
        };
        /** @description A sentence for people, as a stable word for it and its values, from which a page can say it in another language. */
        Said: {
            /**
             * @description Which sentence it is. More may follow.
             * @example in_future
             */
            code: string;
            /** @description What the sentence names, as it stands in it: a field, an amount, a time. */
            values: {
                [key: string]: string;
            };
        };
        /** @description The figures that a shop may show first, and its average order, for some hours of a day. */
        Sales: {
            /**
             * @description Revenue less discounts, divided by orders.
             * @example 24.50
             */
            average_order: string;
            /**
             * @description Revenue less discounts and returns.
             * @example 940.00
             */
            net_revenue: string;
            /**
             * Format: int64
             * @description Orders.
             */
            orders: number;
            /**
             * @description Gross revenue.
             * @example 1000.00
             */
            revenue: string;
            /**
             * @description Net revenue with shipping, tax and fees.
             * @example 1128.40
             */
            total_sales: string;
        };
        /** @description What the caller may do here. */
        Session: {
            /** @description The name of the key; null if there is none. */
            name: string | null;
            /** @description True if the server asks for no key: it has none, and listens only on its own machine. */
            open: boolean;
            /**
             * @description `ingest`: post orders; `view`: look at figures; `admin`: everything.
             * @example view
             */
            role: string;
            /** @description The shops that the key is limited to; null: all shops. */
            shops: string[] | null;
        };
        /** @description The goals of a shop, in its currency. Absent or null: no goal. */
        SetGoals: {
            /**
             * @description For a day.
             * @example 1500.00
             */
            day?: string | null;
            /** @description For a month. */
            month?: string | null;
            /** @description For a week. */
            week?: string | null;
        };
        /** @description A shop. */
        ShopEntry: {
            /**
             * @description The ISO 4217 code of its currency.
             * @example JPY
             */
            currency: string;
            /** @description What people call it. */
            display_name: string | null;
            /**
             * Format: date
             * @description The newest business day that is kept; null if there is none, or it is unknown now.
             */
            newest_day: string | null;
            /**
             * @description The platform that it is connected with; absent where it is connected with none.
             * @example shopify
             */
            platform?: string | null;
            /** @description Whether it was added while a server ran, and can be removed; others stand in the server's settings. */
            removable: boolean;
            /**
             * Format: int64
             * @description How many business days with data it keeps in detail.
             */
            retention_days?: number;
            /**
             * @description Its name in addresses.
             * @example acme
             */
            shop: string;
            /**
             * @description What else brings its orders besides requests, at whichever server: streams, topics and queues; absent if nothing does.
             * @example [
             *       "kinesis:orders"
             *     ]
             */
            sources?: string[];
            /**
             * @description Its IANA time zone.
             * @example Asia/Tokyo
             */
            timezone: string;
        };
        /** @description A page of the shops that the caller may see, sorted by name. */
        ShopList: {
            /** @description The shops. */
            shops: components["schemas"]["ShopEntry"][];
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
        };
        /** @description A key, to sign in with. */
        SignIn: {
            /**
             * Format: password
             * @description A key of role `view` or `admin`, as `livetill keys add` printed it.
             */
            key: string;
        };
        /** @description How long to silence an alert. */
        SnoozeRequest: {
            /**
             * Format: int32
             * @description Minutes from now, at most a week; 0 ends a snooze.
             * @example 60
             */
            minutes: number;
        };
        /** @description A sold line of an order. */
        SoldItem: {
            /** @description The newest name that an order gave it; absent if none did. */
            name?: string | null;
            /** @description Stock-keeping unit. */
            sku: string;
            /**
             * Format: int64
             * @description Units of this line.
             */
            units: number;
        };
        /** @description A rejected event, as it is kept. */
        StoredReject: {
            /** @description The event, cut at 16 KiB; bytes that are not UTF-8 are replaced. */
            body: string;
            /** @description What was wrong, where, and what to do. */
            detail: string;
            /** @description The order's id, if it could be read. */
            id?: string | null;
            /**
             * Format: int64
             * @description The number by which to replay or drop it. A shop's first reject is number 1.
             */
            number: number;
            /**
             * @description Stable word for the reason.
             * @example invalid_price
             */
            reason: string;
            /**
             * Format: date-time
             * @description When it came, with the shop's offset.
             */
            received_at: string;
            said?: components["schemas"]["Said"] | null;
            /**
             * @description Where the event came from.
             * @example http
             */
            source: string;
        };
        /**
         * @description Why a figure is unknown.
         * @enum {string}
         */
        Unknown: "totals_only" | "not_kept" | "original_design" | "repeated_hour" | "before_first";
        /** @description What a verification looked at, and what it found. */
        Verification: {
            /**
             * Format: int64
             * @description Retained days.
             */
            days: number;
            /** @description The figures that differ, at most a thousand. */
            differences: components["schemas"]["Difference"][];
            /**
             * Format: int64
             * @description Items in the catalogue.
             */
            items: number;
            /**
             * Format: int64
             * @description Orders in the ledger.
             */
            orders: number;
            /**
             * Format: int64
             * @description How many differ in all.
             */
            total: number;
        };
        /** @description The day and earlier ones until the day's last whole hour; for a past day, whole days. */
        WholeHours: {
            last_week: components["schemas"]["Sales"] | null;
            last_week_unknown?: components["schemas"]["Unknown"] | null;
            today: components["schemas"]["Sales"] | null;
            today_unknown?: components["schemas"]["Unknown"] | null;
            /**
             * @description Everything before this time of day counts; null: whole days.
             * @example 10:00
             */
            until: string | null;
            yesterday: components["schemas"]["Sales"] | null;
            yesterday_unknown?: components["schemas"]["Unknown"] | null;
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
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Alive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: {
                /** @description Only the metrics of this shop. */
                shop?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The measurements. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for all shops. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Not ready. */
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
    listAlerts: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. Its alerts and those of all shops together are listed. `archive_failed` is one alert for each place that archives go to; a key that is not for all shops sees it of its own shop, if that waits. */
                shop?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The open alerts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertList"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown shop, or a server without alerts. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testAlerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What became of the message at each target; empty if there is no target. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertTest"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for all shops. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A server without alerts. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    snoozeAlert: {
        parameters: {
            query?: {
                /** @description The shop that the alert is about; `default` when absent. An alert of all shops together needs a key for all shops, whichever shop is named. */
                shop?: string;
            };
            header?: never;
            path: {
                /** @description The alert. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SnoozeRequest"];
            };
        };
        responses: {
            /** @description The alert. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for this shop. The alert is about all shops together, but the key is not for all. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown shop, or it has no such open alert. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The encoding of the body is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    getBackup: {
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
            /** @description The backup: lines of JSON, compressed by zstd. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zstd": unknown;
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown shop, or a day that is not retained. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    getBreakdown: {
        parameters: {
            query: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description `channel` or `country`. */
                by: string;
                /** @description One business day; today when no days are given. */
                date?: string;
                /** @description Several days by name, instead of `date`: `today`, `yesterday`, `week`, `month`, `quarter`, `year` (so far), `last_week`, `last_month`, `last_quarter`, `last_year`, or `last_30_days` and the like, which end today. */
                span?: string;
                /** @description The first of several days, instead of `date` and `span`. */
                first?: string;
                /** @description The last of them; today when absent. */
                last?: string;
                /** @description What they are compared with: `previous` (the period before; of a named week, month, quarter or year the one before it), `year` (the same dates a year before) or `year_weekday` (364 days before); both sides then end with yesterday, if today is among the days. Absent: as many days just before, or the same weekday before one day, where today is not among them. */
                against?: string;
                /** @description The most rows; all when absent. */
                top?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The values. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Breakdown"];
                    "text/csv": string;
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    getDigest: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description `daily` (when absent), `weekly` or `monthly`: about a day, a week or a month. */
                every?: string;
                /** @description The day before which it ended; today when absent. */
                date?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The digest. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Digest"];
                };
            };
            /** @description A parameter makes no sense. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    events: {
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
            /** @description Events follow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LiveMessage"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no board yet: the store is away, or the server is shutting down. */
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
    getExport: {
        parameters: {
            query: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description `days`, `items`, `orders` or `lines`. */
                what: string;
                /** @description `csv` (when absent), `ndjson`, or `parquet` if the binary has it. */
                format?: string;
                /** @description One business day; today when no days are given. */
                date?: string;
                /** @description Several days by name: `today`, `yesterday`, `week`, `month`, `quarter`, `year` (so far), `last_week`, `last_month`, `last_quarter`, `last_year`, or `last_30_days` and the like, which end today. */
                span?: string;
                /** @description The first of several days, instead of `date` and `span`. */
                first?: string;
                /** @description The last day; today when absent. */
                last?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown shop, or days whose orders are neither kept nor in the archive. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store or the archive is away. */
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
    getGoals: {
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
            /** @description The goals. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Goals"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    setGoals: {
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
                "application/json": components["schemas"]["SetGoals"];
            };
        };
        responses: {
            /** @description They are stored, for all servers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Goals"];
                };
            };
            /** @description The body is not a set of goals. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The encoding of the body is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A goal is not an amount above 0 in the shop's currency. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    getHealth: {
        parameters: {
            query?: {
                /** @description Only this shop. When absent, all shops and sources, or, of more than 100, those that are worst off. */
                shop?: string;
                /** @description `false` leaves the last hour out. True when absent. */
                history?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for all shops. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getItemHistory: {
        parameters: {
            query: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description The item. */
                sku: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The item's days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemHistory"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown shop, or an item that was never sold. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    getItem: {
        parameters: {
            query: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description The item. */
                sku: string;
                /** @description One business day; today when no days are given. */
                date?: string;
                /** @description Several days by their name: `today`, `yesterday`, `week`, `month`, `quarter`, `year` (so far), `last_week`, `last_month`, `last_quarter`, `last_year`, or such as `last_30_days`, of which today is the last. */
                span?: string;
                /** @description The first of several days, instead of `date` and `span`. */
                first?: string;
                /** @description The last of them; today when absent. */
                last?: string;
                /** @description What they are compared with: `previous` (the period before; of a named week, month, quarter or year the one before it), `year` (the same dates a year before) or `year_weekday` (364 days before). Absent: nothing. */
                against?: string;
                /** @description `day` (when absent), `week` or `month`. */
                step?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The item. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemReport"];
                    "text/csv": string;
                };
            };
            /** @description A parameter makes no sense. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown shop, or an item that was never sold. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    listLatest: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description The most lines; 100 when absent. */
                limit?: number;
                /** @description Lines to leave out; 0 when absent. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the feed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LatestPage"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    listPopular: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description A retained business day; all time when absent. */
                date?: string;
                /** @description A part of the SKU or of the name, in any case; everything when absent. */
                q?: string;
                /** @description The most entries; 100 when absent. */
                limit?: number;
                /** @description Entries to leave out; 0 when absent. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the leaderboard. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PopularPage"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown shop, or a day that is not retained. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    getItemsReport: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description One business day; today when no days are given. */
                date?: string;
                /** @description Several days by name: `today`, `yesterday`, `week`, `month`, `quarter`, `year` (so far), `last_week`, `last_month`, `last_quarter`, `last_year`, or `last_30_days` and the like, which end today. */
                span?: string;
                /** @description The first of several days, instead of `date` and `span`. */
                first?: string;
                /** @description The last of them; today when absent. */
                last?: string;
                /** @description What they are compared with: `previous` (the period before; of a named week, month, quarter or year the one before it), `year` (the same dates a year before) or `year_weekday` (364 days before). Absent: nothing. */
                against?: string;
                /** @description What comes first: the greatest `amount` (when absent), `units`, `returned` (by what it was worth) or `growth` (of the amount; needs `against`). */
                sort?: string;
                /** @description Only items whose SKU or name contains this text, in any case; each keeps its `rank`. */
                q?: string;
                /** @description The most rows; 100 when absent. */
                top?: number;
                /** @description Rows to leave out at the top; 0 when absent. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The items. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemsReport"];
                    "text/csv": string;
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
            /** @description Text messages follow. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveMessage"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. The request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description The request is not for a WebSocket, or for another version than 13. */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no board yet: the store is away, or the server is shutting down. */
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
    listOrders: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description A retained business day; today when absent. */
                date?: string;
                /** @description Only orders that sold this item. */
                sku?: string;
                /** @description Only orders that count and have this channel; `none`: those without one. */
                channel?: string;
                /** @description Only orders that count and go to this country, ISO 3166-1 alpha-2; `none`: those without one. */
                country?: string;
                /** @description The most orders; 100 when absent. */
                limit?: number;
                /** @description Orders to leave out; 0 when absent. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the day's orders. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPage"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown shop, or a day that is not retained. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    postOrders: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
            };
            header?: {
                /** @description Together with the position in the body, identifies orders without an `id`. At most 96 bytes. The same order again is a duplicate; a different one is rejected (`idempotency_key_reused`). */
                "Idempotency-Key"?: string | null;
                /** @description `1`: an order that is known at the same version with other contents is rejected (`conflicting_rows`), not a duplicate. For files that do not show which of them is newer. */
                "Livetill-Compare"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Order events. Unknown fields are ignored and never stored. */
        requestBody: {
            content: {
                "application/cloudevents+json": components["schemas"]["CloudEvent"];
                "application/cloudevents-batch+json": components["schemas"]["CloudEvent"][];
                "application/json": components["schemas"]["OrdersBody"];
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
            /** @description The store is away. Every order that was not rejected is durable on the server's own disk, and is counted once when the store is back. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntakeAnswer"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `ingest` or `admin` is needed, for this shop. The request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description The body did not arrive. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More than 64 MiB, more than 100,000 events that would be rejected, or sums beyond what the store can count: nothing was counted. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type or encoding is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. The shop posts more orders a second than it may (`too_many_orders`); nothing of the request was counted. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store is away, and there is no intake buffer or it is full (`store_unavailable`), or it refuses orders until somebody fixes it (`store_refuses`). It is always right to send the request again. */
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
    getOverview: {
        parameters: {
            query?: {
                /** @description ISO 4217 code of the total; when absent, the one that most of the shops have. */
                currency?: string;
                /** @description `revenue` (in the total's currency, the most first; when absent), `growth` (today's revenue against that of the compared day until the same time, the most first), `silence` (the longest without an order first) or `name`. Shops for which it is unknown come last. */
                sort?: string;
                /** @description What growth is measured against: `last_week` (when absent) or `yesterday`. */
                against?: string;
                /** @description In reverse. */
                reverse?: boolean;
                /** @description Only shops whose name contains this, in any case. */
                q?: string;
                /** @description Only shops of this group: whose name begins with it, up to the first `-` or `_`. */
                prefix?: string;
                /** @description Also the total of each group of shops, those with the most revenue first. */
                groups?: boolean;
                /** @description The most shops and groups: 1 to 1,000; 100 when absent. The total is of all shops found. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The shops. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key's role does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    overviewEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events follow. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["OverviewMessage"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key's role does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store is away, the server is shutting down, or too many different views are live. */
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
    overviewLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text messages follow. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverviewMessage"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key's role does not allow this, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is not for a WebSocket, or for another version than 13. */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store is away, the server is shutting down, or too many different views are live. */
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
    getRange: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description One business day; today when no days are given. */
                date?: string;
                /** @description Several days by name: `today`, `yesterday`, `week`, `month`, `quarter`, `year` (so far), `last_week`, `last_month`, `last_quarter`, `last_year`, or `last_30_days` and the like, which end today. */
                span?: string;
                /** @description The first of several days, instead of `date` and `span`. */
                first?: string;
                /** @description The last day; today when absent. */
                last?: string;
                /** @description What to compare them with: `previous` (the period before; for a named week, month, quarter or year, the one before it), `year` (the same dates a year before) or `year_weekday` (364 days before). Absent: nothing. */
                against?: string;
                /** @description `day` (when absent), `week` or `month`. */
                step?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RangeReport"];
                    "text/csv": string;
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    getRates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table's base and days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatesTable"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for all shops. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importRates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description They are stored, for all servers and shops. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatesAnswer"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for all shops. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The encoding of the body is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The file is wrong, or would change a rate; nothing was loaded. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    getReconciliation: {
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
            /** @description What was found; no days if nothing was compared yet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    reconcile: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description How many days: 1 to 31, 7 when absent. */
                days?: number;
                /** @description The last day; today when absent. */
                last?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found, for these days only. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description The shop is not connected with a platform that has an API to ask. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The platform does not answer, and why. */
            502: {
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
    listRejects: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description The most rejects; 100 when absent. */
                limit?: number;
                /** @description Rejects to leave out; 0 when absent. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the rejects. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RejectPage"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    reportRejects: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 1,000 events. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectReport"];
            };
        };
        responses: {
            /** @description All of them are durable. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptAnswer"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `ingest` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description The body did not arrive. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More than 32 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The encoding of the body is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    dropRejects: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description All rejects kept now, instead of numbers. */
                all?: boolean;
                /** @description All kept now with this reason, such as `too_many_items`, instead of numbers. */
                reason?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Which ones; absent with `all` and `reason`. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectSelection"];
            };
        };
        responses: {
            /** @description How many were dropped. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DropAnswer"];
                };
            };
            /** @description The request does not say which ones. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The encoding of the body is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    replayRejects: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description All rejects kept now, instead of numbers. */
                all?: boolean;
                /** @description All kept now with this reason, such as `too_many_items`, instead of numbers. */
                reason?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Which ones; absent with `all` and `reason`. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectSelection"];
            };
        };
        responses: {
            /** @description What became of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayAnswer"];
                };
            };
            /** @description The request does not say which ones. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The encoding of the body is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The store is away. What was counted before stays counted; it is right to replay again. */
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
    getRevenue: {
        parameters: {
            query?: {
                /** @description The shop; `default` when absent. */
                shop?: string;
                /** @description How many days; 7 when absent. */
                days?: number;
                /** @description The last day, which has begun; today when absent. */
                end?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revenue"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `view` or `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the caller may do. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The key. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in. */
            204: {
                headers: {
                    /** @description The session: HttpOnly, SameSite=Strict, and Secure over TLS. */
                    "set-cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not a key. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can only post orders, or the request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Longer than any key. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nobody is signed in here any longer. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request comes from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listShops: {
        parameters: {
            query?: {
                /** @description Only shops whose name contains this, in any case. */
                q?: string;
                /** @description The most shops: 1 to 1,000; 100 when absent. */
                limit?: number;
                /** @description How many shops to skip. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The shops. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShopList"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key's role does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addShop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewShop"];
            };
        };
        responses: {
            /** @description The shop. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShopEntry"];
                };
            };
            /** @description The name, the time zone or the currency is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for all shops. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is already a shop with that name, or it is being removed. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The encoding of the body is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    removeShop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The shop. */
                shop: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The shop is removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for all shops. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description The shop is in the server's settings. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    getConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The shop. */
                shop: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such shop, or it is not connected. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This server cannot connect shops. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The shop. */
                shop: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewConnection"];
            };
        };
        responses: {
            /** @description The connection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description Some value is impossible. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for all shops. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description The connection is in the server's settings, or the shop has orders under other ids. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too long. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The encoding of the body is not supported. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This server cannot read a secret at the place that is named. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    removeConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The shop. */
                shop: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is removed here, and within seconds on every server of the store. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for all shops. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such shop, or it is not connected. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is in the server's settings. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    verify: {
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
            /** @description What was compared, and what differs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
                };
            };
            /** @description A parameter is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or an invalid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Role `admin` is needed, for this shop. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
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
            /** @description Too many requests with this key or from this address; `Retry-After` says when to try again. */
            429: {
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
    postWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `shopify`, `woocommerce`, `stripe`, or `standard` for Standard Webhooks with our own order events in `data`. */
                platform: string;
                /** @description The shop's name on this server. */
                shop: string;
            };
            cookie?: never;
        };
        /** @description What the platform sends, unchanged; at most 8 MiB. */
        requestBody: {
            content: {
                "application/json": string;
            };
        };
        responses: {
            /** @description The signature is right, and the delivery is durable if it concerns sales. Also the answer to the unsigned ping of a new WooCommerce webhook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The signature of this shop's platform is missing, wrong, or stale. A shop that is not connected answers the same. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body did not arrive. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More than 8 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing durable could be written, or too much is being sent. It is always right to send it again. */
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

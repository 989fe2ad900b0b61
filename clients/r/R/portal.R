# Requests to the public API of a portal; each function takes the portal first.

TRIES <- 4L
LONGEST_WAIT <- 65
PAGE <- 10000L
MOST_CODES <- 200L

# A portal by its address; `token` raises the limit of calls, `language` is that of names and notes.
portal <- function(address, token = "", language = "en") {
  if (!grepl("^https?://[^/]+", address)) {
    stop("'", address, "' is no address of a portal, such as https://data.example.org", call. = FALSE)
  }
  structure(
    list(address = sub("/+$", "", address), token = token, language = language),
    class = "migration_portal"
  )
}

# Indicators that have all words in code, name or method: a data frame.
portal_search <- function(portal, words = "", release = NULL) {
  .get(portal, "indicators/", list(search = words, release = release))$results
}

# One indicator with method and limits (`note`), unit, sources and vintage: a list.
portal_metadata <- function(portal, indicator, release = NULL, as_of = NULL) {
  .get(portal, paste0("indicators/", .escaped(indicator), "/"), list(release = release, as_of = as_of))
}

# Countries by a part of their name in any of six languages, by code, or of commissions: a data frame.
portal_countries <- function(portal, search = "", commission = NULL) {
  .get(portal, "countries/", list(search = search, commission = commission))$results
}

# Every release, the newest first: a data frame.
portal_releases <- function(portal) .get(portal, "releases/")$results

# The figures of one indicator for one country, commission or WLD: a data frame.
portal_series <- function(portal, indicator, area, start = NULL, end = NULL, release = NULL, as_of = NULL) {
  portal_table(portal, indicator, area, start = start, end = end, release = release, as_of = as_of)
}

# Figures of indicators and areas, all of one release: a data frame. A commission stands for its regional
# members of today. A missing figure is NA with an `obs_status` that says why; "NA" among areas is nobody.
portal_table <- function(portal, indicators = NULL, areas = NULL, commission = NULL, start = NULL, end = NULL,
                         release = NULL, as_of = NULL) {
  lots <- if (is.null(areas)) list(NULL) else split(areas, (seq_along(areas) - 1L) %/% MOST_CODES)
  pages <- list()
  for (lot in lots) {
    address <- .address(portal, "values/", list(
      indicator = indicators, ref_area = lot, commission = commission, start_period = start, end_period = end,
      release = release, as_of = as_of, limit = PAGE
    ))
    while (!is.null(address)) {
      page <- .read(portal, address)
      release <- page$release
      pages[[length(pages) + 1L]] <- .figures(page$results)
      address <- if (is.null(page$`next`)) NULL else paste0(portal$address, sub("^https?://[^/]+", "", page$`next`))
    }
  }
  if (length(pages)) do.call(rbind, pages) else .figures(list())
}

# A table of figures with one column for each period.
portal_wide <- function(figures) {
  keys <- c("indicator", "ref_area", "counterpart_area")
  rows <- unique(figures[keys])
  same <- function(table) do.call(paste, c(table[keys], sep = "\r"))
  at <- match(same(figures), same(rows))
  for (period in sort(unique(figures$time_period))) {
    chosen <- figures$time_period == period
    rows[[period]] <- NA_real_
    rows[[period]][at[chosen]] <- figures$value[chosen]
  }
  rownames(rows) <- NULL
  rows
}

# How one figure came about: formula, cells of the providers' files, members, earlier values: a list.
portal_trace <- function(portal, indicator, area, period, release = NULL, as_of = NULL) {
  path <- paste(c("trace", .escaped(c(indicator, area, period)), ""), collapse = "/")
  .get(portal, path, list(release = release, as_of = as_of))
}

# A file of a release, such as theme-remittances.parquet or corridors-bre_usd.csv; returns its path.
portal_download <- function(portal, name, target = ".", release = NULL) {
  number <- if (is.null(release)) "latest" else format(release, scientific = FALSE)
  if (dir.exists(target)) target <- file.path(target, name)
  answer <- .fetch(portal, paste0(portal$address, "/releases/", number, "/files/", .escaped(name)))
  beside <- paste0(target, ".part")
  writeBin(answer$content, beside)
  if (!file.rename(beside, target)) stop("cannot write ", target, call. = FALSE)
  invisible(target)
}

.escaped <- function(text) vapply(as.character(text), curl::curl_escape, "", USE.NAMES = FALSE)

.address <- function(portal, path, query = list()) {
  query <- Filter(function(value) length(value) && !identical(value, ""), query)
  written <- vapply(query, function(value) {
    .escaped(paste(if (is.numeric(value)) format(value, scientific = FALSE, trim = TRUE) else value, collapse = ","))
  }, "")
  text <- if (length(written)) paste0("?", paste(names(written), written, sep = "=", collapse = "&")) else ""
  paste0(portal$address, "/api/v1/", path, text)
}

.get <- function(portal, path, query = list()) .read(portal, .address(portal, path, query))

.read <- function(portal, address) {
  text <- rawToChar(.fetch(portal, address)$content)
  Encoding(text) <- "UTF-8"
  jsonlite::fromJSON(text)
}

# Waits where the portal asks for it, at most a minute, and tries again what may pass.
.fetch <- function(portal, address) {
  for (attempt in seq_len(TRIES)) {
    handle <- curl::new_handle(useragent = "migrationportal-r/0.1", unrestricted_auth = FALSE)
    headers <- c("Accept-Language" = portal$language)
    if (nzchar(portal$token)) headers <- c(headers, Authorization = paste("Bearer", portal$token))
    curl::handle_setheaders(handle, .list = as.list(headers))
    answer <- tryCatch(curl::curl_fetch_memory(address, handle), error = identity)
    if (inherits(answer, "error")) {
      if (attempt == TRIES) {
        stop(portal$address, " gives no answer: ", conditionMessage(answer), call. = FALSE)
      }
      wait <- 2^(attempt - 2L)
    } else if (answer$status_code < 400L) {
      return(answer)
    } else {
      wait <- .wait(answer, attempt)
      if (is.na(wait)) .refuse(answer, address)
    }
    Sys.sleep(wait)
  }
}

.wait <- function(answer, attempt) {
  if (attempt == TRIES || !answer$status_code %in% c(429L, 502L, 503L, 504L)) return(NA_real_)
  given <- curl::parse_headers_list(answer$headers)[["retry-after"]]
  wait <- if (is.null(given)) 2^(attempt - 1L) else suppressWarnings(as.numeric(given))
  if (is.na(wait) || wait < 0 || wait > LONGEST_WAIT) NA_real_ else wait
}

# An error in the portal's words, of the class portal_error with status and fields.
.refuse <- function(answer, address) {
  text <- rawToChar(answer$content)
  Encoding(text) <- "UTF-8"
  said <- tryCatch(jsonlite::fromJSON(text), error = function(problem) list())
  message <- if (is.character(said$message)) said$message else paste(answer$status_code, "at", address)
  stop(structure(
    class = c(if (answer$status_code %in% c(404L, 410L)) "portal_not_found", "portal_error", "error", "condition"),
    list(message = message, call = NULL, status = answer$status_code, fields = said$fields)
  ))
}

.figures <- function(results) {
  kinds <- list(
    indicator = character(), ref_area = character(), counterpart_area = character(), time_period = character(),
    value = numeric(), obs_status = character(), unit = character(), vintage = character(), coverage = numeric(),
    release = integer()
  )
  count <- if (is.data.frame(results)) nrow(results) else 0L
  columns <- Map(function(name, kind) {
    column <- if (count) results[[name]] else kind
    methods::as(if (is.null(column)) rep(NA, count) else column, class(kind))
  }, names(kinds), kinds)
  frame <- as.data.frame(columns, stringsAsFactors = FALSE)
  frame$vintage <- as.Date(frame$vintage)
  frame
}

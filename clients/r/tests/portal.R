# Against a running portal: PORTAL_ADDRESS names it. Without one nothing is tried.
address <- Sys.getenv("PORTAL_ADDRESS")
if (nzchar(address)) {
  library(migrationportal)
  unrc <- portal(address)

  found <- portal_search(unrc, "remittances GDP")
  stopifnot("REM_IN_GDP" %in% found$code)
  stopifnot(grepl("gross domestic product", portal_metadata(unrc, "REM_IN_GDP")$note))

  figures <- portal_series(unrc, "REM_IN_USD", "PHL", start = 2019)
  stopifnot(identical(figures$time_period, c("2019", "2020")))
  stopifnot(identical(figures$value, c(35167490000, 34913312000)))
  stopifnot(inherits(figures$vintage, "Date"), length(unique(figures$release)) == 1L)

  some <- portal_table(unrc, c("REM_IN_USD", "GDP_USD"), c("PHL", "TJK", "KAZ"))
  wide <- portal_wide(some)
  stopifnot(nrow(wide) == 6L, is.na(wide[wide$indicator == "REM_IN_USD" & wide$ref_area == "KAZ", "2018"]))
  stopifnot(nrow(portal_table(unrc, "REM_IN_USD", character())) == 0L)
  stopifnot(nrow(portal_table(unrc)) > nrow(some))

  traced <- portal_trace(unrc, "REM_IN_GDP", "PHL", 2020)
  stopifnot(isTRUE(traced$agrees), "remin" %in% traced$inputs$series)
  stopifnot(portal_countries(unrc, "Filipinas")$code == "PHL")
  stopifnot(portal_releases(unrc)$current[1])

  folder <- tempfile()
  dir.create(folder)
  path <- portal_download(unrc, "theme-remittances.csv", folder)
  rows <- read.csv(path, na.strings = "", fileEncoding = "UTF-8-BOM")
  stopifnot(names(rows)[1] == "indicator", any(rows$ref_area == "PHL"))

  wrong <- tryCatch(portal_metadata(unrc, "REM_IN_GPD"), portal_not_found = identity)
  stopifnot(wrong$status == 404L, grepl("REM_IN_GDP", conditionMessage(wrong)))
  refused <- tryCatch(portal_series(unrc, "REM_IN_USD", "XXX"), portal_error = identity)
  stopifnot("ref_area" %in% names(refused$fields))
  cat("read from", nrow(some), "figures\n")
}

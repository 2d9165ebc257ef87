"""Mobile rounds: vehicles that bring the services of a site to stops, by a timetable."""
